#pragma once

#include <set>
#include <string>

#include "blob/drafts.hpp"
#include "blob/sync_crew.hpp"
#include "core/error.hpp"

namespace instante::blob {

/// Gives files their keys and takes them away, and knows which folders must be synced before anybody may be told. For one thread.
class FileChanges {
public:
    /// `root` outlives it.
    explicit FileChanges(int root) : root_(root) {}

    enum class IfThere : std::uint8_t { replace, keep };
    /// Moves a synced draft to its key, making the folders it needs; false when `keep` found the key taken.
    Result<bool> place(Draft& draft, const std::string& key, IfThere rule);
    /// Removes a file if it is there, and folders that are empty without it.
    Result<void> remove(const std::string& key);
    /// Makes all changes since the last call durable, by `crew`. The process ends when the disk fails at this: what the folders
    /// hold is then unknown, and only a restart tells (an `fsync` repeated after a failure succeeds without having written
    /// anything).
    Result<void> sync_folders(SyncCrew& crew);

private:
    Result<void> make_folders(const std::string& key);
    void touch(std::string folder) { touched_.insert(std::move(folder)); }

    int root_;
    std::set<std::string> touched_;  ///< folders whose entries changed; the empty name is the root's
};

}  // namespace instante::blob
