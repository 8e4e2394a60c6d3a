#pragma once

#include <filesystem>

#include "core/error.hpp"

namespace instante::host {

inline constexpr core::Code data_folder_held{core::Kind::conflict, "host/data-folder-held",
                                             "Another process uses this data folder"};

/// Stands in a data folder while a backup is brought into it.
inline std::filesystem::path unfinished_restore(const std::filesystem::path& data) {
    return data / "restore.unfinished";
}

/// The data folder, made if absent and held by this process alone until this is destroyed (flock on `instante.lock`, which ends
/// with the process).
class DataFolder {
public:
    /// Errors: `data_folder_held` (its holder's process id is in the note), `unavailable` (it cannot be made or written, or a
    /// restore into it did not end).
    static Result<DataFolder> hold(const std::filesystem::path& path);
    DataFolder(DataFolder&& other) noexcept;
    DataFolder& operator=(DataFolder&& other) noexcept;
    ~DataFolder();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    DataFolder(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}
    std::filesystem::path path_;
    int lock_;
};

}  // namespace instante::host
