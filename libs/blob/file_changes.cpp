#include "blob/file_changes.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>
#include <vector>

namespace instante::blob {
namespace {

/// Another process may prune a folder as often as we make it, but not for ever.
constexpr int attempt_limit = 16;

std::string parent_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? std::string{} : path.substr(0, slash);
}

int move(const Draft& draft, int root, const std::string& key, FileChanges::IfThere rule) {
    const bool keep = rule == FileChanges::IfThere::keep;
    const int failed = keep ? ::linkat(draft.folder(), draft.name().c_str(), root, key.c_str(), 0)
                            : ::renameat(draft.folder(), draft.name().c_str(), root, key.c_str());
    return failed == 0 ? 0 : errno;
}

[[noreturn]] void end_the_process(const std::string& folder) {
    std::fprintf(stderr, "blob: the disk failed to sync folder '%s' (errno %d): ending at once, to recover at restart\n",
                 folder.c_str(), errno);
    ::_exit(EX_IOERR);
}

Result<void> sync_folder(int root, const std::string& name) {
    const auto folder = open_folder(root, name.empty() ? "." : name.c_str());
    if (folder && ::fsync(folder.get()) != 0) end_the_process(name);
    const bool pruned = !folder && (errno == ENOENT || errno == ENOTDIR);
    if (!folder && !pruned) return io_error("open", name, errno);
    return {};
}

}  // namespace

Result<bool> FileChanges::place(Draft& draft, const std::string& key, IfThere rule) {
    for (int attempt = 0; attempt < attempt_limit; ++attempt) {
        const int error = move(draft, root_, key, rule);
        if (error == 0 || (error == EEXIST && rule == IfThere::keep)) {
            touch(parent_of(key));  // also when another process won: its file must not be gone after we said so
            if (error == 0 && rule == IfThere::replace) draft.forget();
            return error == 0;
        }
        if (error == EISDIR || error == ENOTDIR) return core::Error{core::internal, "a key within another key: " + key};
        if (error != ENOENT) return io_error("place", key, error);
        if (auto made = make_folders(key); !made) return made.error();
    }
    return io_error("place", key, ENOENT);
}

Result<void> FileChanges::make_folders(const std::string& key) {
    for (auto slash = key.find('/'); slash != std::string::npos; slash = key.find('/', slash + 1)) {
        const auto folder = key.substr(0, slash);
        if (::mkdirat(root_, folder.c_str(), 0750) == 0) {
            touch(parent_of(folder));
        } else if (errno == ENOTDIR) {
            return core::Error{core::internal, "a key within another key: " + key};
        } else if (errno != EEXIST && errno != ENOENT) {
            return io_error("make", folder, errno);
        }
    }
    return {};
}

Result<void> FileChanges::remove(const std::string& key) {
    if (::unlinkat(root_, key.c_str(), 0) == 0) {
        touch(parent_of(key));
    } else if (errno != ENOENT && errno != ENOTDIR && errno != EISDIR) {
        return io_error("remove", key, errno);
    }
    for (auto folder = parent_of(key); !folder.empty(); folder = parent_of(folder)) {
        if (::unlinkat(root_, folder.c_str(), AT_REMOVEDIR) != 0) break;
        touch(parent_of(folder));
    }
    return {};
}

Result<void> FileChanges::sync_folders(SyncCrew& crew) {
    const std::vector<std::string> folders{touched_.begin(), touched_.end()};
    std::vector<Result<void>> synced(folders.size());
    crew.each(folders.size(), [&](std::size_t i) { synced[i] = sync_folder(root_, folders[i]); });
    Result<void> outcome;
    for (std::size_t i = 0; i < folders.size(); ++i) {
        if (synced[i])
            touched_.erase(folders[i]);
        else
            outcome = synced[i];
    }
    return outcome;
}

}  // namespace instante::blob
