#include "host/operator/restore.hpp"

#include <fstream>
#include <system_error>

#include "blob/folder_copy.hpp"
#include "host/data_folder.hpp"
#include "host/operator/layout.hpp"
#include "host/operator/manifest.hpp"
#include "sqlite/snapshot.hpp"

namespace instante::host {
namespace {

namespace fs = std::filesystem;

core::Error cannot(const char* what, const fs::path& path, const std::string& why) {
    return core::Error{core::unavailable, std::string{what} + " " + path.string() + ": " + why};
}

Result<void> check_vacant(const fs::path& data) {
    const auto vacant = is_vacant(data);
    if (!vacant) return vacant.error();
    if (*vacant) return {};
    return core::Error{core::invalid_fields}.with_fields(
        {{"data", "not-empty", data.string() + " is not empty: a restore overwrites nothing"}});
}

Result<void> mark_unfinished(const fs::path& data) {
    std::ofstream mark{unfinished_restore(data)};
    mark.close();
    if (!mark) return cannot("cannot write", unfinished_restore(data), "is there room, and may it be written?");
    return sync_file_system(data);
}

Result<void> copy_stores(const fs::path& data, const fs::path& from, const Manifest& manifest) {
    for (const auto& name : manifest.stores) {
        std::error_code failure;
        fs::copy_file(from / name, data / name, failure);
        if (!failure) fs::permissions(data / name, fs::perms::owner_read | fs::perms::owner_write, failure);
        if (failure) return cannot("cannot copy", from / name, failure.message());
        if (auto sound = sqlite::check_file(data / name); !sound) return sound;
    }
    return {};
}

Result<void> fill(const fs::path& data, const fs::path& from, const Manifest& manifest) {
    if (auto copied = copy_stores(data, from, manifest); !copied) return copied;
    const auto media = blob::copy_folder(from / media_name, data / media_name, blob::CopyBy::content, [] { return true; });
    if (!media) return media.error();
    if (media->objects != manifest.objects || media->size != manifest.size)
        return core::Error{core::unavailable}.with_detail(
            from.string() + " has lost objects since it was made: " + std::to_string(media->objects) + " of " +
            std::to_string(manifest.objects) + " are there");
    if (auto rest = copy_rest(from, data); !rest) return rest;
    return sync_file_system(data);
}

}  // namespace

Result<std::string> restore(const fs::path& data, const fs::path& from) {
    const auto manifest = read_manifest(from);
    if (!manifest) return manifest.error();
    if (auto vacant = check_vacant(data); !vacant) return vacant.error();
    const auto held = DataFolder::hold(data);
    if (!held) return held.error();
    if (auto marked = mark_unfinished(data); !marked) return marked.error();
    if (auto filled = fill(data, from, *manifest); !filled) return filled.error();
    fs::remove(unfinished_restore(data));
    if (auto synced = sync_file_system(data); !synced) return synced.error();
    return "Restored what was backed up at " + core::to_rfc3339(manifest->made_at) + " by " + manifest->version + ": " +
           summary(*manifest) + ".\n";
}

}  // namespace instante::host
