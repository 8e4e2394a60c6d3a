#include "host/operator/backup.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "async/pool.hpp"
#include "blob/folder_copy.hpp"
#include "host/operator/layout.hpp"
#include "host/operator/manifest.hpp"
#include "host/operator/text.hpp"
#include "sqlite/snapshot.hpp"
#include "telemetry/version.hpp"

namespace instante::host {
namespace {

namespace fs = std::filesystem;

using GoesOn = std::function<bool()>;

core::Error refused(const fs::path& folder, const char* why) {
    return core::Error{core::invalid_fields}.with_fields({{"folder", "not-acceptable", folder.string() + why}});
}

bool lies_in(const fs::path& inner, const fs::path& outer) {
    const auto relative = inner.lexically_relative(outer);
    return !relative.empty() && *relative.begin() != "..";
}

Result<void> make_place(const fs::path& data, const fs::path& to) {
    if (!to.is_absolute()) return refused(to, " is no absolute path");
    std::error_code failure;
    if (lies_in(fs::weakly_canonical(to, failure), fs::weakly_canonical(data, failure)))
        return refused(to, " lies in the data folder");
    const auto vacant = is_vacant(to);
    if (!vacant) return vacant.error();
    if (!*vacant) return refused(to, " is not empty: every backup has a folder of its own");
    fs::create_directories(to, failure);
    if (!failure) fs::permissions(to, fs::perms::owner_all, failure);  // keys and people's data: nobody else's to read
    if (failure) return core::Error{core::unavailable, "cannot make " + to.string() + ": " + failure.message()};
    return {};
}

Result<std::vector<std::string>> copy_stores(const fs::path& data, const fs::path& to, const GoesOn& goes_on) {
    const auto stores = stores_in(data);
    if (!stores) return stores.error();
    auto snapshot = sqlite::Snapshot::take(*stores);
    if (!snapshot) return snapshot.error();
    if (auto copied = snapshot->copy_to(to, goes_on); !copied) return copied.error();
    std::vector<std::string> names;
    for (const auto& store : *stores) names.push_back(store.filename().string());
    return names;
}

/// The stores first: what they speak of is in the media folder by then.
Result<Manifest> fill(const fs::path& data, const fs::path& to, core::Timestamp now, const GoesOn& goes_on) {
    auto stores = copy_stores(data, to, goes_on);
    if (!stores) return stores.error();
    const auto media = blob::copy_folder(data / media_name, to / media_name, blob::CopyBy::link, goes_on);
    if (!media) return media.error();
    if (auto rest = copy_rest(data, to); !rest) return rest.error();
    if (auto synced = sync_file_system(to); !synced) return synced.error();
    Manifest manifest{now, telemetry::version_line(), std::move(*stores), media->objects, media->size};
    if (auto written = write_manifest(to, manifest); !written) return written.error();
    return manifest;
}

void clear(const fs::path& folder) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator{folder, ignored}) fs::remove_all(entry.path(), ignored);
}

Result<Manifest> write_backup(const fs::path& data, const fs::path& to, core::Timestamp now, const GoesOn& goes_on) {
    if (auto made = make_place(data, to); !made) return made.error();
    auto manifest = fill(data, to, now, goes_on);
    if (!manifest) clear(to);
    return manifest;
}

/// Tells the work behind it to stop when this goes.
class Watch {
public:
    Watch() = default;
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    ~Watch() { *ended_ = true; }
    [[nodiscard]] GoesOn goes_on() const {
        return [ended = ended_] { return !*ended; };
    }

private:
    std::shared_ptr<std::atomic<bool>> ended_ = std::make_shared<std::atomic<bool>>(false);
};

Task<Result<std::string>> back_up(BackupNeeds needs, fs::path to) {
    std::error_code absent;
    if (!fs::is_directory(needs.data, absent))
        co_return core::Error{core::unavailable}.with_detail("Nothing is kept: there is no data folder");
    auto hold = co_await needs.blobs.hold_removals();
    if (!hold) co_return hold.error();
    async::Pool pool{{.name = "backup"}};  // after the hold, which lasts until its work has ended
    const Watch watch;
    auto work = [data = needs.data, to, now = needs.clock.now(), goes_on = watch.goes_on()] {
        return write_backup(data, to, now, goes_on);
    };
    auto written = co_await async::on(pool, std::move(work));
    if (!written) co_return written.error();
    co_return "Backed up to " + to.string() + ": " + summary(*written) + ".\n";
}

}  // namespace

std::vector<Command> backup_commands(const BackupNeeds& needs) {
    return {{"backup", [needs](const Given& given) { return back_up(needs, first_of(given, "folder")); }}};
}

}  // namespace instante::host
