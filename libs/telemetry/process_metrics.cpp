#include "telemetry/process_metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>

#include "telemetry/version.hpp"

namespace instante::telemetry {
namespace {

/// What /proc/self/stat says (proc(5)), in its units: clock ticks, pages, bytes.
struct ProcessStat {
    std::uint64_t cpu_ticks = 0;
    std::uint64_t threads = 0;
    std::uint64_t start_ticks = 0;
    std::uint64_t virtual_bytes = 0;
    std::uint64_t resident_pages = 0;
};

std::optional<ProcessStat> read_stat() {
    std::ifstream file{"/proc/self/stat"};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    const auto name_end = text.rfind(')');  // a program may have blanks and brackets in its name
    if (name_end == std::string::npos) return std::nullopt;
    std::istringstream fields{text.substr(name_end + 1)};
    std::string skipped;
    const auto skip = [&](int count) {
        while (count-- > 0) fields >> skipped;
    };
    ProcessStat stat;
    std::uint64_t user = 0;
    std::uint64_t system = 0;
    skip(11);  // fields 3 to 13
    fields >> user >> system;
    skip(4);  // 16 to 19
    fields >> stat.threads;
    skip(1);
    fields >> stat.start_ticks >> stat.virtual_bytes >> stat.resident_pages;
    stat.cpu_ticks = user + system;
    if (!fields) return std::nullopt;
    return stat;
}

/// When the machine started, in seconds since 1970.
std::uint64_t boot_time() {
    std::ifstream file{"/proc/stat"};
    std::string word;
    while (file >> word) {
        std::uint64_t seconds = 0;
        if (word == "btime" && file >> seconds) return seconds;
    }
    return 0;
}

double open_descriptors() {
    std::error_code failure;
    std::filesystem::directory_iterator entries{"/proc/self/fd", failure};
    if (failure) return 0;
    return static_cast<double>(std::distance(entries, {}) - 1);  // without the one that reads the folder
}

}  // namespace

void add_build_info(Metrics& metrics) {
    const auto built = version();
    metrics
        .gauge("instante_build_info", "What was built, from what, with what",
               {{"version", std::string{built.version}},
                {"commit", std::string{built.commit}},
                {"compiler", std::string{built.compiler}}})
        .set(1);
}

void add_process_metrics(Metrics& metrics) {
    const auto ticks_per_second = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    const auto page_bytes = static_cast<double>(::sysconf(_SC_PAGESIZE));
    auto& cpu =
        metrics.counter("process_cpu_seconds_total", "User and system CPU time", {}, 1.0 / static_cast<double>(ticks_per_second));
    auto& resident = metrics.gauge("process_resident_memory_bytes", "Resident memory");
    auto& virtual_memory = metrics.gauge("process_virtual_memory_bytes", "Virtual memory");
    auto& threads = metrics.gauge("process_threads", "Threads");
    auto& descriptors = metrics.gauge("process_open_fds", "Open file descriptors");
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
        metrics.gauge("process_max_fds", "Most file descriptors that may be open").set(static_cast<double>(limit.rlim_cur));
    if (const auto stat = read_stat())
        metrics.gauge("process_start_time_seconds", "When the process started, since 1970")
            .set(static_cast<double>(boot_time()) +
                 static_cast<double>(stat->start_ticks) / static_cast<double>(ticks_per_second));
    metrics.on_collect([&cpu, &resident, &virtual_memory, &threads, &descriptors, page_bytes] {
        descriptors.set(open_descriptors());
        const auto stat = read_stat();
        if (!stat) return;
        cpu.set(stat->cpu_ticks);
        resident.set(static_cast<double>(stat->resident_pages) * page_bytes);
        virtual_memory.set(static_cast<double>(stat->virtual_bytes));
        threads.set(static_cast<double>(stat->threads));
    });
}

}  // namespace instante::telemetry
