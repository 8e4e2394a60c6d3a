// How fast the local buses are: publishes from many coroutines, one consumer, and the way of a single message.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "async/loops.hpp"
#include "async/scope.hpp"
#include "async/signal.hpp"
#include "bus/adapters.hpp"
#include "core/time.hpp"

namespace instante::bus {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t publishers = 64;
constexpr std::size_t per_publisher = 1'000;
constexpr std::size_t total = publishers * per_publisher;

Outgoing sample(std::size_t number) {
    Outgoing outgoing;
    outgoing.address = to_queue("work");
    outgoing.message.id = std::to_string(number);
    outgoing.message.type = "bench.v1";
    outgoing.message.body = std::string(400, 'x');
    return outgoing;
}

Task<Result<void>> publish_some(Bus& bus, std::size_t first) {
    for (std::size_t i = 0; i < per_publisher; ++i) {
        std::vector<Outgoing> messages{sample(first + i)};
        auto published = co_await bus.publish(std::move(messages));
        if (!published) co_return published;
    }
    co_return Result<void>{};
}

Task<void> publish_all(Bus& bus) {
    auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    for (std::size_t i = 0; i < publishers; ++i) scope.spawn(publish_some(bus, i * per_publisher));
    auto published = co_await scope.join();
    if (!published) std::printf("  failed: %s\n", published.error().note().c_str());
}

Task<void> consume(Bus& bus, std::size_t count) {
    auto loop = co_await async::this_loop();
    const async::Signal all{loop};
    auto left = std::make_shared<std::size_t>(count);
    Handler handler = [left, all](Message) -> Task<Result<void>> {
        if (--*left == 0) all.notify();
        co_return Result<void>{};
    };
    auto consumer = bus.consume("work", 256, loop, std::move(handler));
    co_await all.wait();
    co_await consumer->stop();
}

/// Publishes one message at a time and waits until it is handled.
Task<void> ping_pong(Bus& bus, std::size_t count) {
    auto loop = co_await async::this_loop();
    const async::Signal handled{loop};
    Handler handler = [handled](Message) -> Task<Result<void>> {
        handled.notify();
        co_return Result<void>{};
    };
    auto consumer = bus.consume("work", 1, loop, std::move(handler));
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<Outgoing> messages{sample(i)};
        auto published = co_await bus.publish(std::move(messages));
        static_cast<void>(published);
        co_await handled.wait();
    }
    co_await consumer->stop();
}

void measure(const char* what, std::size_t count, async::Loops& loops, std::size_t loop, Task<void> work) {
    const auto start = Steady::now();
    loops.run(loop, std::move(work));
    const std::chrono::duration<double> took = Steady::now() - start;
    std::printf("  %-24s %9.0f /s  %8.1f us each\n", what, static_cast<double>(count) / took.count(),
                took.count() * 1e6 / static_cast<double>(count));
}

void bench(const char* name, Bus& bus) {
    async::Loops loops{2};
    std::printf("%s\n", name);
    measure("publish, 64 at once", total, loops, 0, publish_all(bus));
    measure("consume the backlog", total, loops, 1, consume(bus, total));
    std::thread consumer{[&] { measure("consume while publishing", total, loops, 1, consume(bus, total)); }};
    measure("publish while consuming", total, loops, 0, publish_all(bus));
    consumer.join();
    measure("one at a time", 2'000, loops, 0, ping_pong(bus, 2'000));
    loops.stop();
}

}  // namespace
}  // namespace instante::bus

int main(int count, char** arguments) {
    using namespace instante;
    const core::SystemClock clock;
    bus::bench("memory", *bus::make_memory_bus(clock));
    const std::filesystem::path folder = count > 1 ? arguments[1] : std::filesystem::temp_directory_path();
    const auto file = folder / ("bench-bus-" + std::to_string(getpid()) + ".db");
    bus::bench("embedded", **bus::open_embedded_bus(file, clock));
    for (const auto* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + suffix);
    return EXIT_SUCCESS;
}
