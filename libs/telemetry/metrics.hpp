#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace instante::telemetry {

/// Something that only grows. One relaxed atomic.
class Counter {
public:
    /// `unit` is what one count is worth where it is shown: 1e-6 for seconds that are counted in microseconds.
    explicit Counter(double unit = 1) : unit_(unit) {}

    void add(std::uint64_t by = 1) { value_.fetch_add(by, std::memory_order_relaxed); }
    /// Follows a counter that is kept elsewhere (in `Metrics::on_collect`).
    void set(std::uint64_t total) { value_.store(total, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }
    [[nodiscard]] double unit() const { return unit_; }

private:
    std::atomic<std::uint64_t> value_{0};
    double unit_;
};

/// Something that goes up and down.
class Gauge {
public:
    void set(double value) { value_.store(value, std::memory_order_relaxed); }
    void add(double by) { value_.fetch_add(by, std::memory_order_relaxed); }
    [[nodiscard]] double value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<double> value_{0};
};

/// How observations are spread: counts up to each bound, and their sum. An observation is two relaxed atomics.
class Histogram {
public:
    /// `bounds` rise strictly.
    explicit Histogram(std::vector<double> bounds);

    void observe(double value);
    void observe(std::chrono::nanoseconds duration) { observe(std::chrono::duration<double>(duration).count()); }

    [[nodiscard]] const std::vector<double>& bounds() const { return bounds_; }
    /// Observations of bucket `index` alone (not cumulative); the last, at `bounds().size()`, holds those beyond every bound.
    [[nodiscard]] std::uint64_t count(std::size_t index) const { return counts_[index].load(std::memory_order_relaxed); }
    [[nodiscard]] double sum() const { return sum_.load(std::memory_order_relaxed); }

private:
    std::vector<double> bounds_;
    std::unique_ptr<std::atomic<std::uint64_t>[]> counts_;
    std::atomic<double> sum_{0};
};

/// Bounds for durations in seconds, 0.5 ms to 10 s: the default.
std::vector<double> duration_bounds();

using Labels = std::vector<std::pair<std::string, std::string>>;

/// All metrics of a process, shown as Prometheus text. Handles are acquired once, at start, and live as long as this; the same
/// name and labels give the same handle. A name that is no metric name, or that is taken by another type, is a bug:
/// std::logic_error. Labels must come from a bounded set: routes and queues, never ids.
class Metrics {
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// `name` ends in `_total`.
    Counter& counter(const std::string& name, const std::string& help, Labels labels = {}, double unit = 1);
    Gauge& gauge(const std::string& name, const std::string& help, Labels labels = {});
    Histogram& histogram(const std::string& name, const std::string& help, Labels labels = {},
                         std::vector<double> bounds = duration_bounds());

    /// Called before each rendering, to set gauges that are sampled (depths, ages). What it refers to must outlive the last
    /// `render`.
    void on_collect(std::function<void()> sample);

    /// Prometheus text format 0.0.4. Safe from any thread.
    std::string render();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace instante::telemetry
