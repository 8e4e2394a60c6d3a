#include "telemetry/metrics.hpp"

#include <prometheus/check_names.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <deque>
#include <limits>
#include <map>
#include <mutex>
#include <sstream>
#include <stdexcept>

namespace instante::telemetry {
namespace {

template <class Metric>
struct Family {
    std::string help;
    std::map<Labels, std::unique_ptr<Metric>> metrics;
};

/// As the text format wants it; the serializer escapes labels, but not this.
std::string escaped_help(const std::string& help) {
    std::string text;
    for (const char c : help) {
        if (c == '\\')
            text += "\\\\";
        else if (c == '\n')
            text += "\\n";
        else
            text += c;
    }
    return text;
}

prometheus::ClientMetric labelled(const Labels& labels) {
    prometheus::ClientMetric shown;
    for (const auto& [name, value] : labels) shown.label.push_back({name, value});
    return shown;
}

prometheus::MetricType type_of(const Counter&) {
    return prometheus::MetricType::Counter;
}
prometheus::MetricType type_of(const Gauge&) {
    return prometheus::MetricType::Gauge;
}
prometheus::MetricType type_of(const Histogram&) {
    return prometheus::MetricType::Histogram;
}

void show(const Counter& counter, prometheus::ClientMetric& shown) {
    shown.counter.value = static_cast<double>(counter.value()) * counter.unit();
}

void show(const Gauge& gauge, prometheus::ClientMetric& shown) {
    shown.gauge.value = gauge.value();
}

void show(const Histogram& histogram, prometheus::ClientMetric& shown) {
    auto& out = shown.histogram;
    const auto& bounds = histogram.bounds();
    for (std::size_t i = 0; i <= bounds.size(); ++i) {
        out.sample_count += histogram.count(i);
        out.bucket.push_back({out.sample_count, i < bounds.size() ? bounds[i] : std::numeric_limits<double>::infinity()});
    }
    out.sample_sum = histogram.sum();
}

template <class Metric>
void show(const std::map<std::string, Family<Metric>>& families, std::vector<prometheus::MetricFamily>& out) {
    for (const auto& [name, family] : families) {
        prometheus::MetricFamily shown{name, family.help, type_of(*family.metrics.begin()->second), {}};
        for (const auto& [labels, metric] : family.metrics) show(*metric, shown.metric.emplace_back(labelled(labels)));
        out.push_back(std::move(shown));
    }
}

void check_names(const std::string& name, const Labels& labels) {
    if (!prometheus::CheckMetricName(name)) throw std::logic_error("not a metric name: " + name);
    for (const auto& [label, value] : labels)
        if (!prometheus::CheckLabelName(label) || label == "le")
            throw std::logic_error("not a label name: " + label + " of " + name);
}

}  // namespace

Histogram::Histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)), counts_(std::make_unique<std::atomic<std::uint64_t>[]>(bounds_.size() + 1)) {
    if (!std::ranges::is_sorted(bounds_, std::less_equal{})) throw std::logic_error("histogram bounds must rise");
}

void Histogram::observe(double value) {
    const auto bucket = std::ranges::lower_bound(bounds_, value) - bounds_.begin();  // a bound belongs to its bucket (`le`)
    counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
}

std::vector<double> duration_bounds() {
    return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}

struct Metrics::Impl {
    std::mutex mutex;  ///< of the maps; the metrics themselves are atomics
    std::map<std::string, Family<Counter>> counters;
    std::map<std::string, Family<Gauge>> gauges;
    std::map<std::string, Family<Histogram>> histograms;

    std::mutex collect_mutex;  ///< a sample may acquire a handle, so it runs without `mutex`; one scrape at a time
    std::deque<std::function<void()>> samples;

    template <class Metric, class... Args>
    Metric& get(std::map<std::string, Family<Metric>>& families, const std::string& name, const std::string& help, Labels labels,
                Args&&... args) {
        check_names(name, labels);
        std::ranges::sort(labels);
        const std::lock_guard lock{mutex};
        const auto taken = counters.count(name) + gauges.count(name) + histograms.count(name);
        if (taken > families.count(name)) throw std::logic_error("a metric of another type has this name: " + name);
        auto made = std::make_unique<Metric>(std::forward<Args>(args)...);
        auto& family = families[name];
        if (family.metrics.empty()) family.help = escaped_help(help);
        return *family.metrics.try_emplace(std::move(labels), std::move(made)).first->second;
    }
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::counter(const std::string& name, const std::string& help, Labels labels, double unit) {
    return impl_->get(impl_->counters, name, help, std::move(labels), unit);
}

Gauge& Metrics::gauge(const std::string& name, const std::string& help, Labels labels) {
    return impl_->get(impl_->gauges, name, help, std::move(labels));
}

Histogram& Metrics::histogram(const std::string& name, const std::string& help, Labels labels, std::vector<double> bounds) {
    return impl_->get(impl_->histograms, name, help, std::move(labels), std::move(bounds));
}

void Metrics::on_collect(std::function<void()> sample) {
    const std::lock_guard lock{impl_->collect_mutex};
    impl_->samples.push_back(std::move(sample));
}

std::string Metrics::render() {
    {
        const std::lock_guard lock{impl_->collect_mutex};
        for (const auto& sample : impl_->samples) sample();
    }
    std::vector<prometheus::MetricFamily> families;
    {
        const std::lock_guard lock{impl_->mutex};
        show(impl_->counters, families);
        show(impl_->gauges, families);
        show(impl_->histograms, families);
    }
    std::ostringstream text;
    prometheus::TextSerializer{}.Serialize(text, families);
    return std::move(text).str();
}

}  // namespace instante::telemetry
