#include "host/operations.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "async/within.hpp"
#include "json/writer.hpp"
#include "telemetry/version.hpp"

namespace instante::host {
namespace {

using namespace std::chrono_literals;

constexpr auto engine_deadline = 2s;

/// What `/readyz` says of one engine or service.
struct Check {
    std::string name;
    Result<void> outcome;
};

http::Response readiness(const std::vector<Check>& checks, std::string_view phase) {
    bool ready = phase == "serving";
    std::string content;
    json::Writer out{content};
    out.object().field("status", phase).key("checks").object();
    for (const auto& check : checks) {
        ready = ready && check.outcome.has_value();
        out.key(check.name).value(check.outcome ? std::string_view{"ok"} : check.outcome.error().code().slug);
    }
    out.end_object().end_object();
    return http::json(ready ? 200 : 503, std::move(content));
}

std::string_view to_string(Phase phase) {
    switch (phase) {
        case Phase::starting:
            return "starting";
        case Phase::serving:
            return "serving";
        case Phase::draining:
            return "draining";
    }
    return {};
}

/// Samples the queues at each scrape: a queue's depth is the first thing an operator asks for.
class QueueGauges {
public:
    QueueGauges(telemetry::Metrics& metrics, bus::Bus& bus, const std::vector<std::unique_ptr<Service>>& services) : bus_(bus) {
        for (const auto& service : services)
            for (auto& queue : service->queues()) add(metrics, std::move(queue));
    }

    Task<void> sample() {
        for (auto& queue : queues_) {
            auto depth = co_await bus_.depth(queue.name);
            if (!depth) continue;
            queue.ready->set(static_cast<double>(depth->ready));
            queue.in_flight->set(static_cast<double>(depth->in_flight));
            queue.dead->set(static_cast<double>(depth->dead));
            queue.age->set(std::chrono::duration<double>(depth->oldest).count());
        }
    }

private:
    struct Queue {
        std::string name;
        telemetry::Gauge* ready;
        telemetry::Gauge* in_flight;
        telemetry::Gauge* dead;
        telemetry::Gauge* age;
    };

    void add(telemetry::Metrics& metrics, std::string name) {
        const telemetry::Labels labels{{"queue", name}};
        queues_.push_back({name, &metrics.gauge("instante_bus_queue_ready", "Messages waiting in the queue", labels),
                           &metrics.gauge("instante_bus_queue_in_flight", "Messages being handled", labels),
                           &metrics.gauge("instante_bus_queue_dead", "Messages given up", labels),
                           &metrics.gauge("instante_bus_queue_oldest_seconds", "Age of the oldest waiting message", labels)});
    }

    bus::Bus& bus_;
    std::vector<Queue> queues_;
};

}  // namespace

void add_operations(http::Router& router, const std::atomic<Phase>& phase, const std::vector<std::unique_ptr<Service>>& services,
                    bus::Bus& bus, blob::Store& blobs, telemetry::Metrics& metrics) {
    router.add(http::Method::get, "/healthz",
               [](http::Request) -> Task<Result<http::Response>> { co_return http::text(200, "text/plain", "alive\n"); });

    router.add(http::Method::get, "/version", [](http::Request) -> Task<Result<http::Response>> {
        const auto version = telemetry::version();
        std::string content;
        json::Writer out{content};
        out.object()
            .field("version", version.version)
            .field("commit", version.commit)
            .field("compiler", version.compiler)
            .end_object();
        co_return http::json(200, std::move(content));
    });

    router.add(http::Method::get, "/readyz", [&](http::Request) -> Task<Result<http::Response>> {
        std::vector<Check> checks;
        auto outcome = co_await async::within(engine_deadline, bus.ping());
        checks.push_back({"bus", outcome});
        outcome = co_await async::within(engine_deadline, blobs.ping());
        checks.push_back({"media", outcome});
        for (const auto& service : services) {
            outcome = co_await async::within(engine_deadline, service->ready());
            checks.push_back({std::string{service->name()}, outcome});
        }
        co_return readiness(checks, to_string(phase.load()));
    });

    auto queues = std::make_shared<QueueGauges>(metrics, bus, services);
    router.add(http::Method::get, "/metrics", [&metrics, queues](http::Request) -> Task<Result<http::Response>> {
        co_await queues->sample();
        co_return http::text(200, "text/plain; version=0.0.4", metrics.render());
    });
}

}  // namespace instante::host
