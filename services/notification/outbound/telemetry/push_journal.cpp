#include "notification/outbound/telemetry/push_journal.hpp"

#include <array>
#include <string>
#include <utility>

namespace instante::notification {
namespace {

constexpr std::array ends{PushEnd::delivered, PushEnd::device_gone, PushEnd::retried,
                          PushEnd::refused,   PushEnd::expired,     PushEnd::unwanted};

std::string_view to_string(PushEnd end) {
    switch (end) {
        case PushEnd::delivered:
            return "delivered";
        case PushEnd::device_gone:
            return "device_gone";
        case PushEnd::retried:
            return "retried";
        case PushEnd::refused:
            return "refused";
        case PushEnd::expired:
            return "expired";
        case PushEnd::unwanted:
            return "unwanted";
    }
    return {};
}

telemetry::Level level_of(PushEnd end) {
    switch (end) {
        case PushEnd::delivered:
        case PushEnd::device_gone:
        case PushEnd::retried:
        case PushEnd::unwanted:
            return telemetry::Level::debug;
        case PushEnd::expired:
            return telemetry::Level::warn;
        case PushEnd::refused:
            return telemetry::Level::error;
    }
    return telemetry::Level::error;
}

class TelemetryPushJournal final : public PushJournal {
public:
    TelemetryPushJournal(telemetry::Log log, telemetry::Metrics& metrics)
        : log_(std::move(log)),
          depth_(metrics.gauge("instante_push_queue_depth", "Pushes that are owed")),
          age_(metrics.gauge("instante_push_queue_oldest_seconds", "Age of the oldest notification with a push that is owed")) {
        for (const auto end : ends)
            counters_[static_cast<std::size_t>(end)] = &metrics.counter(
                "instante_pushes_total", "Tries to push, by how they ended", {{"outcome", std::string{to_string(end)}}});
    }

    void ended(const PushKey& key, UserId user, PushEnd end, std::string_view reason) override {
        counters_[static_cast<std::size_t>(end)]->add();
        log_.write(level_of(end), "push ended",
                   {{"outcome", to_string(end)}, {"notification", key.notification}, {"user", user}, {"reason", reason}});
    }
    void away(std::string_view reason) override { log_.warn("the push service takes nothing", {{"reason", reason}}); }
    void back() override { log_.info("the push service takes pushes again"); }
    void owed(std::size_t depth, std::chrono::milliseconds age) override {
        depth_.set(static_cast<double>(depth));
        age_.set(std::chrono::duration<double>(age).count());
    }
    void store_failed(const core::Error& failure) override { log_.warn("pushes wait for the store", failure); }

private:
    telemetry::Log log_;
    telemetry::Gauge& depth_;
    telemetry::Gauge& age_;
    std::array<telemetry::Counter*, ends.size()> counters_{};
};

}  // namespace

std::unique_ptr<PushJournal> make_push_journal(telemetry::Log log, telemetry::Metrics& metrics) {
    return std::make_unique<TelemetryPushJournal>(std::move(log), metrics);
}

}  // namespace instante::notification
