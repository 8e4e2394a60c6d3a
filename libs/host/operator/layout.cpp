#include "host/operator/layout.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include "blob/folder_copy.hpp"
#include "host/operator/manifest.hpp"

namespace instante::host {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> of_a_process{"instante.lock", "instante.sock", "spool", "lost+found"};
constexpr std::array<std::string_view, 4> store_endings{".db", ".db-wal", ".db-shm", ".db-journal"};

core::Error cannot(const char* what, const fs::path& path, const std::error_code& failure) {
    return core::Error{core::unavailable, std::string{what} + " " + path.string() + ": " + failure.message()};
}

bool belongs_to_store(const std::string& name) {
    return std::ranges::any_of(store_endings, [&name](std::string_view ending) { return name.ends_with(ending); });
}

bool is_passing(const std::string& name) {
    return std::ranges::find(of_a_process, name) != of_a_process.end();
}

bool is_rest(const fs::directory_entry& entry) {
    const auto name = entry.path().filename().string();
    if (name == media_name || name == manifest_name || is_passing(name) || belongs_to_store(name)) return false;
    return entry.is_regular_file() || entry.is_directory();
}

Result<std::vector<fs::directory_entry>> entries_of(const fs::path& folder) {
    std::vector<fs::directory_entry> entries;
    std::error_code failure;
    for (fs::directory_iterator entry{folder, failure}; !failure && entry != fs::directory_iterator{}; entry.increment(failure))
        entries.push_back(*entry);
    if (failure) return cannot("cannot list", folder, failure);
    std::ranges::sort(entries, {}, [](const fs::directory_entry& entry) { return entry.path(); });
    return entries;
}

}  // namespace

Result<std::vector<fs::path>> stores_in(const fs::path& folder) {
    const auto entries = entries_of(folder);
    if (!entries) return entries.error();
    std::vector<fs::path> stores;
    for (const auto& entry : *entries)
        if (entry.is_regular_file() && entry.path().extension() == ".db") stores.push_back(entry.path());
    return stores;
}

Result<void> copy_rest(const fs::path& from, const fs::path& to) {
    const auto entries = entries_of(from);
    if (!entries) return entries.error();
    for (const auto& entry : *entries) {
        if (!is_rest(entry)) continue;
        const auto copy = to / entry.path().filename();
        std::error_code failure;
        if (entry.is_directory()) {
            const auto copied = blob::copy_folder(entry.path(), copy, blob::CopyBy::content, [] { return true; });
            if (!copied) return copied.error();
        } else if (!fs::copy_file(entry.path(), copy, failure) && failure != std::errc::no_such_file_or_directory) {
            return cannot("cannot copy", entry.path(), failure);
        }
    }
    return {};
}

Result<bool> is_vacant(const fs::path& folder) {
    std::error_code failure;
    if (!fs::exists(folder, failure) && !failure) return true;
    const auto entries = entries_of(folder);
    if (!entries) return entries.error();
    return std::ranges::all_of(*entries,
                               [](const fs::directory_entry& entry) { return is_passing(entry.path().filename().string()); });
}

Result<void> sync_file_system(const fs::path& folder) {
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int failed = opened < 0 ? -1 : ::syncfs(opened);
    const int reason = errno;
    if (opened >= 0) ::close(opened);
    if (failed != 0) return cannot("cannot sync", folder, {reason, std::generic_category()});
    return {};
}

}  // namespace instante::host
