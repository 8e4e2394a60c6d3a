// How fast the bus over RabbitMQ is, on one connection to publish and one to consume. INSTANTE_TEST_AMQP names the broker:
//   tools/engines run -- bench_amqp [COUNT]
// Beside the rates it tells the processor time of this process per message: on a machine that is shared, the steadier figure.
#include <amqp.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "amqp/amqp.hpp"
#include "amqp/connection.hpp"
#include "amqp/topology.hpp"
#include "amqp/wire.hpp"
#include "async/loops.hpp"
#include "async/scope.hpp"
#include "async/signal.hpp"
#include "bus/bus.hpp"
#include "core/time.hpp"
#include "telemetry/log.hpp"

namespace instante::amqp {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t body_bytes = 400;
constexpr std::size_t share = 16'000;  ///< divides by every number of callers and messages below
constexpr const char* work = "bench";
constexpr const char* floor_queue = "bench-floor";

bus::Message sample(std::size_t number) {
    bus::Message message;
    message.id = std::to_string(number);
    message.type = "bench.v1";
    message.body = std::string(body_bytes, 'x');
    return message;
}

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Tells how long something took, from its making to its end.
class Lap {
public:
    Lap(const char* what, std::size_t count) : what_(what), count_(static_cast<double>(count)) {}
    Lap(const Lap&) = delete;
    Lap& operator=(const Lap&) = delete;
    ~Lap() {
        const std::chrono::duration<double> took = Steady::now() - begin_;
        std::printf("%-52s %8.0f/s  %5.1f us of processor each\n", what_, count_ / took.count(),
                    (cpu_seconds() - cpu_) / count_ * 1e6);
    }

private:
    const char* what_;
    double count_;
    Steady::time_point begin_ = Steady::now();
    double cpu_ = cpu_seconds();
};

Task<Result<void>> publish_some(bus::Bus& bus, std::size_t first, std::size_t count, std::size_t batch) {
    for (std::size_t i = 0; i < count; i += batch) {
        std::vector<bus::Outgoing> messages;
        for (std::size_t j = 0; j < batch; ++j) messages.push_back({bus::to_queue(work), sample(first + i + j)});
        auto published = co_await bus.publish(std::move(messages));
        if (!published) co_return published;
    }
    co_return Result<void>{};
}

Task<void> publish_all(bus::Bus& bus, std::size_t count, std::size_t publishers, std::size_t batch) {
    auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    const auto each = count / publishers;
    for (std::size_t i = 0; i < publishers; ++i) scope.spawn(publish_some(bus, i * each, each, batch));
    auto published = co_await scope.join();
    if (!published) std::printf("  failed: %s\n", published.error().note().c_str());
}

Task<void> consume(bus::Bus& bus, std::size_t count, std::size_t prefetch) {
    auto loop = co_await async::this_loop();
    const async::Signal all{loop};
    auto left = std::make_shared<std::size_t>(count);
    bus::Handler handler = [left, all](bus::Message) -> Task<Result<void>> {
        if (--*left == 0) all.notify();
        co_return Result<void>{};
    };
    auto consumer = bus.consume(work, prefetch, loop, std::move(handler));
    co_await all.wait();
    co_await consumer->stop();
}

/// What rabbitmq-c alone takes: sends in windows of `window`, and waits for each window's confirms.
void floor_publish(Connection& connection, std::size_t count, std::size_t window) {
    std::vector<bool> is_confirmed(count + 1);
    std::size_t confirmed = 0;
    std::size_t first_open = 1;
    for (std::size_t sent = 0; sent < count;) {
        for (std::size_t i = 0; i < window; ++i) {
            const Letter letter{sample(sent++)};
            const Properties properties{letter};
            amqp_basic_publish(connection.state(), 1, amqp_cstring_bytes(queues_exchange), amqp_cstring_bytes(floor_queue), 1, 0,
                               properties.get(), to_bytes(letter.message.body));
        }
        while (confirmed < sent) {
            amqp_frame_t frame;
            if (amqp_simple_wait_frame(connection.state(), &frame) != AMQP_STATUS_OK) std::abort();
            if (frame.frame_type != AMQP_FRAME_METHOD || frame.payload.method.id != AMQP_BASIC_ACK_METHOD) continue;
            const auto* ack = static_cast<const amqp_basic_ack_t*>(frame.payload.method.decoded);
            for (auto tag = ack->multiple != 0 ? first_open : ack->delivery_tag; tag <= ack->delivery_tag; ++tag) {
                confirmed += is_confirmed[tag] ? 0 : 1;
                is_confirmed[tag] = true;
            }
            if (ack->multiple != 0) first_open = std::max<std::size_t>(first_open, ack->delivery_tag + 1);
        }
        connection.release();
    }
}

void floor_consume(Connection& connection, std::size_t count, std::uint16_t prefetch) {
    amqp_basic_qos(connection.state(), 1, 0, prefetch, 0);
    amqp_basic_consume(connection.state(), 1, amqp_cstring_bytes(floor_queue), amqp_empty_bytes, 0, 0, 0, amqp_empty_table);
    for (std::size_t i = 1; i <= count; ++i) {
        amqp_envelope_t envelope;
        amqp_consume_message(connection.state(), &envelope, nullptr, 0);
        if (i % (prefetch / 2) == 0 || i == count) amqp_basic_ack(connection.state(), 1, envelope.delivery_tag, 1);
        amqp_destroy_envelope(&envelope);
        amqp_maybe_release_buffers(connection.state());
    }
}

void measure_floor(const std::string& url, std::size_t count) {
    auto connection =
        Connection::open({parse_server(url).value(), {}, "bench", std::chrono::seconds{60}, std::chrono::seconds{10}}).value();
    bus::Queue queue;
    queue.name = floor_queue;
    connection->open_channel(1);
    declare_exchanges(*connection, 1);
    declare_all(*connection, 1, queue);
    amqp_confirm_select(connection->state(), 1);
    connection->outcome(1);
    {
        const Lap lap{"rabbitmq-c alone: publish, windows of 1000", count};
        floor_publish(*connection, count, 1'000);
    }
    {
        const Lap lap{"rabbitmq-c alone: consume, prefetch 256, ack 128", count};
        floor_consume(*connection, count, 256);
    }
    amqp_queue_delete(connection->state(), 1, amqp_cstring_bytes(floor_queue), 0, 0);
}

void measure_bus(const std::string& url, std::size_t count) {
    const core::SystemClock clock;
    const telemetry::Log log{std::make_shared<telemetry::MemorySink>(), "bench"};
    Options options;
    options.url = url;
    options.name = "bench";
    auto bus = open_bus(std::move(options), clock, log).value();
    async::Loops loops{1};
    for (const auto& [publishers, batch, what] : {std::tuple{64, 1, "publish: 64 callers, one message each time"},
                                                  std::tuple{1'000, 1, "publish: 1000 callers, one message each time"},
                                                  std::tuple{10, 100, "publish: 10 relays, 100 messages each time"}}) {
        {
            const Lap lap{what, count};
            loops.run(0, publish_all(*bus, count, static_cast<std::size_t>(publishers), static_cast<std::size_t>(batch)));
        }
        const Lap lap{"consume: prefetch 256", count};
        loops.run(0, consume(*bus, count, 256));
    }
    loops.stop();
}

}  // namespace
}  // namespace instante::amqp

int main(int argc, char** argv) {
    const auto* url = std::getenv("INSTANTE_TEST_AMQP");
    if (url == nullptr) return std::puts("INSTANTE_TEST_AMQP names no broker"), 2;
    const std::size_t wanted = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100'000;
    const auto count = std::max(wanted / instante::amqp::share * instante::amqp::share, instante::amqp::share);
    instante::amqp::measure_floor(url, count);
    instante::amqp::measure_bus(url, count);
}
