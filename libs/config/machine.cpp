#include "config/machine.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string_view>
#include <thread>

namespace instante::config {
namespace {

using Limit = std::optional<core::Bytes>;

Limit lower(Limit left, Limit right) {
    if (!left || !right) return left ? left : right;
    return std::min(*left, *right);
}

/// The lowest limit in files of that name in `folder` and all above it up to `top`.
Limit lowest_limit(const std::filesystem::path& top, std::filesystem::path folder, std::string_view file) {
    Limit lowest;
    for (;;) {
        std::ifstream stream{folder / file};
        std::uint64_t limit = 0;
        if (stream >> limit) lowest = lower(lowest, core::Bytes{limit});  // "max" where there is none: then nothing is read
        if (folder == top || !folder.has_relative_path()) return lowest;
        folder = folder.parent_path();
    }
}

Limit own_limit(int resource) {
    rlimit limit{};
    if (::getrlimit(static_cast<__rlimit_resource_t>(resource), &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return std::nullopt;
    return core::Bytes{limit.rlim_cur};
}

core::Bytes physical_memory() {
    const auto pages = ::sysconf(_SC_PHYS_PAGES);
    const auto page_bytes = ::sysconf(_SC_PAGESIZE);
    return {static_cast<std::uint64_t>(std::max(pages, 1L)) * static_cast<std::uint64_t>(std::max(page_bytes, 1L))};
}

}  // namespace

std::size_t usable_cores() {
    return std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
}

std::optional<core::Bytes> group_memory_limit(const std::string& membership, const std::filesystem::path& mount) {
    Limit lowest;
    std::istringstream lines{membership};
    for (std::string line; std::getline(lines, line);) {
        const auto controllers = line.find(':');
        const auto path = line.find(":/");
        if (controllers == std::string::npos || path == std::string::npos) continue;
        const auto names = controllers < path ? "," + line.substr(controllers + 1, path - controllers - 1) + "," : ",,";
        const auto group = line.substr(path + 2);
        if (names == ",,") lowest = lower(lowest, lowest_limit(mount, mount / group, "memory.max"));
        if (names.find(",memory,") == std::string::npos) continue;
        lowest = lower(lowest, lowest_limit(mount / "memory", mount / "memory" / group, "memory.limit_in_bytes"));
    }
    return lowest;
}

std::optional<core::Bytes> own_memory_limit() {
    return lower(own_limit(RLIMIT_AS), own_limit(RLIMIT_DATA));
}

core::Bytes usable_memory() {
    std::ifstream stream{"/proc/self/cgroup"};
    std::ostringstream membership;
    membership << stream.rdbuf();
    const auto groups = group_memory_limit(membership.str(), "/sys/fs/cgroup");
    return *lower(lower(physical_memory(), groups), own_memory_limit());
}

}  // namespace instante::config
