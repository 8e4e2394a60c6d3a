#pragma once

#include <filesystem>

#include "core/error.hpp"

namespace instante::host {

inline constexpr core::Code data_folder_held{core::Kind::conflict, "host/data-folder-held",
                                             "Another process uses this data folder"};

/// The data folder, made if absent and held by this process alone until this is destroyed (flock on `instante.lock`, which ends
/// with the process).
class DataFolder {
public:
    /// Errors: `data_folder_held` (its holder's process id is in the note), `unavailable` (it cannot be made or written).
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
