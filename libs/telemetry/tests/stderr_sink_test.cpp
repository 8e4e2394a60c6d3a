#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "telemetry/log.hpp"

namespace instante::telemetry {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t start = 0;
    for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', start)) {
        lines.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    EXPECT_EQ(start, text.size()) << "the last line is not ended";
    return lines;
}

TEST(StderrSink, WritesEveryLineOfEveryThreadWholeBeforeItEnds) {
    constexpr int threads = 4;
    constexpr int each = 200;
    testing::internal::CaptureStderr();
    {
        const Log log{make_stderr_sink(Level::info), "test"};
        std::vector<std::jthread> writers;
        for (int i = 0; i < threads; ++i)
            writers.emplace_back([log] {
                for (int n = 0; n < each; ++n) log.info("one of many", {{"n", n}});
            });
    }
    const auto lines = lines_of(testing::internal::GetCapturedStderr());
    EXPECT_EQ(lines.size(), static_cast<std::size_t>(threads * each));
    EXPECT_TRUE(
        std::ranges::all_of(lines, [](const auto& line) { return line.starts_with("{\"time\":") && line.ends_with("}"); }));
}

TEST(StderrSink, HasWrittenWhatItTookWhenItIsFlushed) {
    testing::internal::CaptureStderr();
    const auto sink = make_stderr_sink(Level::info);
    sink->write(Level::error, "{}");
    sink->flush();
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "{}\n");
}

TEST(StderrSink, CountsWhatAFullQueueDrops) {
    constexpr std::uint64_t taken = 20'000;
    testing::internal::CaptureStderr();
    auto sink = make_stderr_sink(Level::info, 4);
    for (std::uint64_t i = 0; i < taken; ++i) sink->write(Level::info, "line");
    sink->flush();
    const auto dropped = sink->dropped();
    sink.reset();
    EXPECT_EQ(lines_of(testing::internal::GetCapturedStderr()).size() + dropped, taken);
}

}  // namespace
}  // namespace instante::telemetry
