#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <system_error>
#include <utility>

#include "async/pool.hpp"
#include "blob/blob.hpp"
#include "blob/checks.hpp"
#include "blob/descriptor.hpp"
#include "blob/file_writer.hpp"
#include "blob/folder_scan.hpp"

namespace instante::blob {
namespace {

/// A put of more goes in several steps: every file of a step is an open descriptor.
constexpr std::size_t step_limit = 64;
/// With less the disk counts as full.
constexpr std::uint64_t free_bytes_needed = std::uint64_t{16} << 20;

Result<std::string> read_file(int root, const std::string& key, std::uint64_t offset, std::uint64_t length) {
    const Descriptor file{::openat(root, key.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    if (!file) {
        if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) return core::Error{core::not_found};
        return io_error("open", key, errno);
    }
    struct stat status{};
    if (::fstat(file.get(), &status) != 0) return io_error("stat", key, errno);
    if (!S_ISREG(status.st_mode)) return core::Error{core::not_found};
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (offset >= size) return std::string{};
    return read_at(file.get(), offset, std::min(length, size - offset));
}

Result<void> check_disk(int root) {
    struct statvfs disk{};
    if (::fstatvfs(root, &disk) != 0) return io_error("look at", "the folder of blobs", errno);
    if (disk.f_bavail * disk.f_frsize < free_bytes_needed) return io_error("look at", "the folder of blobs", ENOSPC);
    return {};
}

class FileStore final : public Store {
public:
    FileStore(Descriptor root, DraftFolder drafts)
        : root_(std::move(root)), writer_(root_.get(), std::move(drafts), {}), readers_({.name = "blob-reader", .threads = 2}) {}

    Task<Result<void>> put(std::vector<NewBlob> blobs) override {
        if (auto keys = check_keys(blobs); !keys) co_return keys.error();
        for (std::size_t first = 0; first < blobs.size(); first += step_limit) {
            const auto begin = blobs.begin() + static_cast<std::ptrdiff_t>(first);
            const auto end = blobs.begin() + static_cast<std::ptrdiff_t>(std::min(blobs.size(), first + step_limit));
            std::vector<NewBlob> step{std::make_move_iterator(begin), std::make_move_iterator(end)};
            auto placed = co_await writer_.place(std::move(step), FileChanges::IfThere::replace);
            if (!placed) co_return placed.error();
        }
        co_return Result<void>{};
    }

    Task<Result<bool>> put_if_absent(NewBlob blob) override {
        if (auto key = check_key(blob.key); !key) co_return key.error();
        std::vector<NewBlob> one;
        one.push_back(std::move(blob));
        auto placed = co_await writer_.place(std::move(one), FileChanges::IfThere::keep);
        co_return placed;
    }

    Task<Result<std::string>> get(std::string key, std::uint64_t offset, std::uint64_t length) override {
        if (!is_key(key)) co_return core::Error{core::not_found};
        auto work = [root = root_.get(), key = std::move(key), offset, length] { return read_file(root, key, offset, length); };
        auto content = co_await async::on(readers_, std::move(work));
        co_return content;
    }

    Task<Result<std::optional<Info>>> head(std::string key) override {
        if (!is_key(key)) co_return std::optional<Info>{};
        auto work = [root = root_.get(), key = std::move(key)] { return describe_file(root, key); };
        auto info = co_await async::on(readers_, std::move(work));
        co_return info;
    }

    Task<Result<void>> remove(std::vector<std::string> keys) override {
        std::erase_if(keys, [](const std::string& key) { return !is_key(key); });
        auto removed = co_await writer_.remove(std::move(keys));
        if (!removed) co_return removed.error();
        co_return Result<void>{};
    }

    Task<Result<std::vector<Info>>> list(std::string prefix, std::string after, std::size_t limit) override {
        auto work = [root = root_.get(), prefix = std::move(prefix), after = std::move(after), limit] {
            return list_files(root, prefix, after, limit);
        };
        auto infos = co_await async::on(readers_, std::move(work));
        co_return infos;
    }

    Task<Result<void>> ping() override {
        auto work = [root = root_.get()] { return check_disk(root); };
        auto outcome = co_await async::on(readers_, std::move(work));
        co_return outcome;
    }

private:
    Descriptor root_;
    FileWriter writer_;
    async::Pool readers_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_file_store(std::filesystem::path folder) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) return io_error("make", folder.string(), failure.value());
    auto root = open_folder(AT_FDCWD, folder.c_str());
    if (!root) return io_error("open", folder.string(), errno);
    if (const auto parent = open_folder(root.get(), ".."); parent)
        ::fsync(parent.get());  // it may be new: then it must outlive a power cut
    auto drafts = DraftFolder::open(root.get());
    if (!drafts) return drafts.error();
    return std::unique_ptr<Store>{std::make_unique<FileStore>(std::move(root), std::move(*drafts))};
}

}  // namespace instante::blob
