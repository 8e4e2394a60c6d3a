#include "config/machine.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <thread>

namespace instante::config {

std::size_t usable_cores() {
    return std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
}

core::Bytes usable_memory() {
    const auto pages = ::sysconf(_SC_PHYS_PAGES);
    const auto page_bytes = ::sysconf(_SC_PAGESIZE);
    core::Bytes memory{static_cast<std::uint64_t>(std::max(pages, 1L)) * static_cast<std::uint64_t>(std::max(page_bytes, 1L))};
    std::ifstream group{"/sys/fs/cgroup/memory.max"};  // "max" where there is no limit: then nothing is read
    std::uint64_t limit = 0;
    if (group >> limit) memory = std::min(memory, core::Bytes{limit});
    return memory;
}

}  // namespace instante::config
