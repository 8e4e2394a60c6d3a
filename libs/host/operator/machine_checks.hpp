#pragma once

#include <filesystem>

#include "config/settings.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "host/operator/findings.hpp"

namespace instante::host {

/// Room on a disk.
struct Room {
    core::Bytes free;
    core::Bytes all;
    std::uint64_t files_free = 0;
    std::uint64_t files_all = 0;  ///< 0: the file system does not count them
};
/// Whether that is enough.
void judge_room(const Room& room, Findings& findings);
/// The same, of the disk that holds `folder`.
void check_room(const std::filesystem::path& folder, Findings& findings);

/// Whether the clock can be right: not before anything here was written, and looked after.
void check_clock(const std::filesystem::path& data, core::Timestamp now, Findings& findings);

/// Whether the data folder and what lies in it is ours to write.
void check_permissions(const std::filesystem::path& data, Findings& findings);

/// Whether the files that the settings name can be read, and the secret ones by nobody else.
void check_named_files(const config::Settings& settings, Findings& findings);

/// Whether certificate and key, where there are any, can be used, and go on holding for a while.
void check_certificate(const config::Settings& settings, core::Timestamp now, Findings& findings);

/// Whether the addresses that a server will listen on are free.
void check_addresses(const config::Settings& settings, Findings& findings);

/// Whether the process may open as many files as it has connections.
void check_limits(Findings& findings);

}  // namespace instante::host
