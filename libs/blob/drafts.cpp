#include "blob/drafts.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <random>
#include <vector>

#include "blob/folder_scan.hpp"

namespace instante::blob {
namespace {

constexpr const char* drafts_name = ".tmp";
constexpr int attempt_limit = 8;

std::vector<std::string> names_in(int parent, const char* path) {
    std::vector<std::string> names;
    scan_folder(parent, path, [&names](std::string_view name, bool) { names.emplace_back(name); });
    return names;
}

/// Whether the folder's owner is gone: it holds the lock as long as it lives.
bool lock_at_once(int folder) {
    return ::flock(folder, LOCK_EX | LOCK_NB) == 0;
}

void sweep(int parent) {
    for (const auto& name : names_in(parent, ".")) {
        const auto folder = open_folder(parent, name.c_str());
        if (!folder || !lock_at_once(folder.get())) continue;
        for (const auto& draft : names_in(folder.get(), ".")) ::unlinkat(folder.get(), draft.c_str(), 0);
        ::unlinkat(parent, name.c_str(), AT_REMOVEDIR);
    }
}

std::string fresh_name() {
    std::random_device random;
    return std::to_string(::getpid()) + "-" + std::to_string(random());
}

/// Another process may have swept the folder between its making and its locking.
bool is_still_there(int folder) {
    struct stat status{};
    return ::fstat(folder, &status) == 0 && status.st_nlink > 0;
}

}  // namespace

Draft::~Draft() {
    if (!name_.empty()) ::unlinkat(folder_, name_.c_str(), 0);
}

Result<void> Draft::sync() {
    const int failed = ::fdatasync(file_.get());
    const int reason = errno;
    file_ = Descriptor{};
    if (failed != 0) return io_error("sync", name_, reason);
    return {};
}

DraftFolder::DraftFolder(Descriptor parent, std::string name, Descriptor folder)
    : parent_(std::move(parent)), name_(std::move(name)), folder_(std::move(folder)) {}

DraftFolder::~DraftFolder() {
    if (folder_) ::unlinkat(parent_.get(), name_.c_str(), AT_REMOVEDIR);
}

Result<DraftFolder> DraftFolder::open(int root) {
    if (::mkdirat(root, drafts_name, 0750) != 0 && errno != EEXIST) return io_error("make", drafts_name, errno);
    auto parent = open_folder(root, drafts_name);
    if (!parent) return io_error("open", drafts_name, errno);
    sweep(parent.get());
    for (int attempt = 0; attempt < attempt_limit; ++attempt) {
        auto name = fresh_name();
        if (::mkdirat(parent.get(), name.c_str(), 0750) != 0) return io_error("make", name, errno);
        auto folder = open_folder(parent.get(), name.c_str());
        if (folder && ::flock(folder.get(), LOCK_EX) == 0 && is_still_there(folder.get())) {
            return DraftFolder{std::move(parent), std::move(name), std::move(folder)};
        }
    }
    return core::Error{core::engine_away, "no folder for drafts could be made and locked"};
}

Result<Draft> DraftFolder::write(std::string_view content) {
    auto name = std::to_string(++count_);
    Descriptor file{::openat(folder_.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640)};
    if (!file) return io_error("make", name, errno);
    Draft draft{folder_.get(), std::move(name), std::move(file)};
    if (const int error = write_all(draft.file_.get(), content); error != 0) return io_error("write", draft.name_, error);
    ::sync_file_range(draft.file_.get(), 0, 0,
                      SYNC_FILE_RANGE_WRITE);  // a hint: the syncs of a batch then wait for the disk together
    return draft;
}

}  // namespace instante::blob
