#include "telemetry/metrics.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "telemetry/route_metrics.hpp"

namespace instante::telemetry {
namespace {

bool has_line(const std::string& text, const std::string& wanted) {
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);)
        if (line == wanted) return true;
    return false;
}

TEST(Metrics, CountersAndGaugesAreShownWithTheirLabels) {
    Metrics metrics;
    metrics.counter("jobs_total", "Jobs done", {{"queue", "token"}}).add(3);
    metrics.gauge("depth", "Jobs waiting").set(1.5);
    const auto text = metrics.render();
    EXPECT_TRUE(has_line(text, "# HELP jobs_total Jobs done")) << text;
    EXPECT_TRUE(has_line(text, "# TYPE jobs_total counter")) << text;
    EXPECT_TRUE(has_line(text, "jobs_total{queue=\"token\"} 3")) << text;
    EXPECT_TRUE(has_line(text, "# TYPE depth gauge")) << text;
    EXPECT_TRUE(has_line(text, "depth 1.5")) << text;
}

TEST(Metrics, ACounterMayCountInASmallerUnitThanItShows) {
    Metrics metrics;
    metrics.counter("busy_seconds_total", "Time at work", {}, 1e-3).add(1500);
    EXPECT_TRUE(has_line(metrics.render(), "busy_seconds_total 1.5"));
}

TEST(Metrics, AHistogramIsCumulativeAndABoundBelongsToItsBucket) {
    Metrics metrics;
    auto& histogram = metrics.histogram("size", "Sizes", {}, {1, 2});
    for (const double value : {0.5, 1.0, 1.5, 8.0}) histogram.observe(value);
    const auto text = metrics.render();
    EXPECT_TRUE(has_line(text, "size_bucket{le=\"1\"} 2")) << text;
    EXPECT_TRUE(has_line(text, "size_bucket{le=\"2\"} 3")) << text;
    EXPECT_TRUE(has_line(text, "size_bucket{le=\"+Inf\"} 4")) << text;
    EXPECT_TRUE(has_line(text, "size_count 4")) << text;
    EXPECT_TRUE(has_line(text, "size_sum 11")) << text;
}

TEST(Metrics, TheSameNameAndLabelsAreTheSameHandleInAnyOrder) {
    Metrics metrics;
    auto& first = metrics.counter("a_total", "A", {{"x", "1"}, {"y", "2"}});
    EXPECT_EQ(&first, &metrics.counter("a_total", "A", {{"y", "2"}, {"x", "1"}}));
    EXPECT_NE(&first, &metrics.counter("a_total", "A", {{"x", "2"}, {"y", "2"}}));
}

TEST(Metrics, ABadNameOrATakenOneIsABug) {
    Metrics metrics;
    metrics.counter("a_total", "A");
    EXPECT_THROW(metrics.gauge("a_total", "A"), std::logic_error);
    EXPECT_THROW(metrics.counter("a-total", "A"), std::logic_error);
    EXPECT_THROW(metrics.counter("b_total", "B", {{"not ok", "x"}}), std::logic_error);
    EXPECT_THROW(metrics.histogram("c", "C", {}, {2, 1}), std::logic_error);
}

TEST(Metrics, SamplesAreTakenAtEachRenderingAndMayAcquireHandles) {
    Metrics metrics;
    int calls = 0;
    metrics.on_collect([&] { metrics.gauge("sampled", "Sampled").set(++calls); });
    EXPECT_TRUE(has_line(metrics.render(), "sampled 1"));
    EXPECT_TRUE(has_line(metrics.render(), "sampled 2"));
}

TEST(Metrics, EveryLineIsPrometheusTextWhateverTheLabelsHold) {
    Metrics metrics;
    metrics.counter("a_total", "two\nlines \\", {{"path", "a\"b\\c\nd{}"}}).add();
    metrics.histogram("seconds", "S").observe(std::chrono::milliseconds{3});
    const std::regex sample{
        R"rx(^[a-zA-Z_:][\w:]*(\{\w+="([^"\\\n]|\\["\\n])*"(,\w+="([^"\\\n]|\\["\\n])*")*\})? (\+Inf|[-+.e\d]+)$)rx"};
    const std::regex comment{R"(^# (HELP|TYPE) \w+ .*$)"};
    std::istringstream lines{metrics.render()};
    int seen = 0;
    for (std::string line; std::getline(lines, line); ++seen)
        EXPECT_TRUE(std::regex_match(line, line[0] == '#' ? comment : sample)) << line;
    EXPECT_GT(seen, 10);
}

TEST(Metrics, NothingIsLostBetweenThreads) {
    Metrics metrics;
    auto& counter = metrics.counter("a_total", "A");
    auto& histogram = metrics.histogram("b", "B", {}, {1});
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int n = 0; n < 1000; ++n) {
                    counter.add();
                    histogram.observe(0.5);
                }
            });
        for (int i = 0; i < 10; ++i) metrics.render();
    }
    EXPECT_EQ(counter.value(), 4000u);
    EXPECT_EQ(histogram.count(0), 4000u);
    EXPECT_EQ(histogram.sum(), 2000.0);
}

TEST(RouteMetrics, CountByClassOfStatusAndObserveDurations) {
    Metrics metrics;
    const RouteMetrics route{metrics, "publication", "GET", "/publication/{id}"};
    route.record(200, std::chrono::milliseconds{2});
    route.record(204, std::chrono::milliseconds{2});
    route.record(503, std::chrono::seconds{20});
    route.record(999, std::chrono::seconds{0});
    const auto text = metrics.render();
    const std::string labels = "method=\"GET\",route=\"/publication/{id}\",service=\"publication\"";
    EXPECT_TRUE(has_line(text, "instante_http_requests_total{" + labels + ",status=\"2xx\"} 2")) << text;
    EXPECT_TRUE(has_line(text, "instante_http_requests_total{" + labels + ",status=\"4xx\"} 0")) << text;
    EXPECT_TRUE(has_line(text, "instante_http_requests_total{" + labels + ",status=\"5xx\"} 2")) << text;
    EXPECT_TRUE(has_line(text, "instante_http_request_duration_seconds_bucket{" + labels + ",le=\"10\"} 3")) << text;
    EXPECT_TRUE(has_line(text, "instante_http_request_duration_seconds_count{" + labels + "} 4")) << text;
}

}  // namespace
}  // namespace instante::telemetry
