#include "blob/folder_scan.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <memory>
#include <utility>

#include "blob/descriptor.hpp"

namespace instante::blob {
namespace {

/// Names of one folder that are held at a time.
constexpr std::size_t piece_limit = 1000;

bool is_folder(int folder, const dirent& entry) {
    if (entry.d_type != DT_UNKNOWN) return entry.d_type == DT_DIR;
    struct stat status{};
    return ::fstatat(folder, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
}

core::Timestamp modified(const struct stat& status) {
    const auto since_epoch = std::chrono::seconds{status.st_mtim.tv_sec} + std::chrono::nanoseconds{status.st_mtim.tv_nsec};
    return core::Timestamp{std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch)};
}

/// One walk through the tree in key order. A folder goes by its name and a slash: so `a-b` comes before `a/b` as in the order of
/// keys.
class Walk {
public:
    Walk(int root, std::string prefix, std::string after, std::size_t limit)
        : root_(root), prefix_(std::move(prefix)), after_(std::move(after)), limit_(limit) {}

    /// `folder` is empty (the root) or ends in a slash.
    Result<void> enter(const std::string& folder) {
        std::string visited;
        while (found_.size() < limit_) {
            const auto wanted = std::min(limit_ - found_.size(), piece_limit);
            auto names = next_names(folder, visited, wanted);
            if (!names) return names.error();
            for (const auto& name : *names) {
                if (auto looked = visit(name); !looked) return looked;
            }
            if (names->size() < wanted) break;
            visited = names->back();
        }
        return {};
    }

    std::vector<Info> take() && { return std::move(found_); }

private:
    Result<void> visit(const std::string& name) {
        if (found_.size() >= limit_) return {};
        if (name.ends_with('/')) return enter(name);
        auto info = describe_file(root_, name);
        if (!info) return info.error();
        if (*info) found_.push_back(std::move(**info));  // else it was removed meanwhile
        return {};
    }

    /// The `count` smallest names of `folder`, in full and in order, that come after `visited` and may hold what is sought.
    Result<std::vector<std::string>> next_names(const std::string& folder, const std::string& visited, std::size_t count) const {
        std::vector<std::string> smallest;  // a heap, its greatest first
        const auto consider = [&](std::string_view entry, bool is_folder) {
            auto name = folder + std::string{entry} + (is_folder ? "/" : "");
            if (name <= visited || !may_hold(name)) return;
            if (smallest.size() == count) {
                if (name >= smallest.front()) return;
                std::pop_heap(smallest.begin(), smallest.end());
                smallest.pop_back();
            }
            smallest.push_back(std::move(name));
            std::push_heap(smallest.begin(), smallest.end());
        };
        const int error = scan_folder(root_, folder.empty() ? "." : folder.c_str(), consider);
        if (error != 0 && error != ENOENT && error != ENOTDIR) return io_error("list", folder, error);  // those: pruned meanwhile
        std::sort_heap(smallest.begin(), smallest.end());
        return smallest;
    }

    [[nodiscard]] bool may_hold(const std::string& name) const {
        if (!name.ends_with('/')) return name.starts_with(prefix_) && name > after_;
        return (name.starts_with(prefix_) || prefix_.starts_with(name)) && (name > after_ || after_.starts_with(name));
    }

    int root_;
    std::string prefix_;
    std::string after_;
    std::size_t limit_;
    std::vector<Info> found_;
};

}  // namespace

int scan_folder(int parent, const char* path, const std::function<void(std::string_view name, bool is_folder)>& visit) {
    const int folder = ::openat(parent, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return errno;
    const std::unique_ptr<DIR, int (*)(DIR*)> entries{::fdopendir(folder), &::closedir};
    if (!entries) return errno;
    for (;;) {
        errno = 0;
        const auto* entry = ::readdir(entries.get());
        if (entry == nullptr) return errno;
        if (entry->d_name[0] != '.') visit(entry->d_name, is_folder(folder, *entry));
    }
}

Result<std::optional<Info>> describe_file(int root, const std::string& key) {
    struct stat status{};
    if (::fstatat(root, key.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) return std::optional<Info>{};
        return io_error("stat", key, errno);
    }
    if (!S_ISREG(status.st_mode)) return std::optional<Info>{};
    return std::optional{Info{key, {static_cast<std::uint64_t>(status.st_size)}, modified(status)}};
}

Result<std::vector<Info>> list_files(int root, std::string prefix, std::string after, std::size_t limit) {
    const auto start = prefix.substr(0, prefix.rfind('/') + 1);  // nothing outside this folder begins with `prefix`
    if (!start.empty() && !is_key(std::string_view{start}.substr(0, start.size() - 1))) return std::vector<Info>{};
    Walk walk{root, std::move(prefix), std::move(after), limit};
    if (auto walked = walk.enter(start); !walked) return walked.error();
    return std::move(walk).take();
}

}  // namespace instante::blob
