#include "telemetry/process_metrics.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace instante::telemetry {
namespace {

TEST(ProcessMetrics, SayWhatProcSays) {
    Metrics metrics;
    add_process_metrics(metrics);
    metrics.render();
    const auto gauge = [&](const char* name) { return metrics.gauge(name, "").value(); };
    EXPECT_GT(gauge("process_resident_memory_bytes"), 1 << 20);
    EXPECT_GT(gauge("process_virtual_memory_bytes"), gauge("process_resident_memory_bytes"));
    EXPECT_GE(gauge("process_open_fds"), 3);
    EXPECT_LE(gauge("process_open_fds"), gauge("process_max_fds"));
    EXPECT_GE(gauge("process_threads"), 1);
    const auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    EXPECT_NEAR(gauge("process_start_time_seconds"), now, 3600);
}

TEST(ProcessMetrics, CountTheDescriptorsThatAreOpen) {
    Metrics metrics;
    add_process_metrics(metrics);
    metrics.render();
    const auto before = metrics.gauge("process_open_fds", "").value();
    auto* file = std::fopen("/dev/null", "r");
    ASSERT_NE(file, nullptr);
    metrics.render();
    EXPECT_EQ(metrics.gauge("process_open_fds", "").value(), before + 1);
    std::fclose(file);
}

TEST(BuildInfo, NamesVersionCommitAndCompiler) {
    Metrics metrics;
    add_build_info(metrics);
    const auto text = metrics.render();
    EXPECT_NE(text.find("instante_build_info{commit=\""), std::string::npos) << text;
    EXPECT_NE(text.find("compiler=\"clang "), std::string::npos) << text;
    EXPECT_NE(text.find("version=\""), std::string::npos) << text;
}

}  // namespace
}  // namespace instante::telemetry
