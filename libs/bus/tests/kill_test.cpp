#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <random>
#include <set>

#include "async/run.hpp"
#include "async/scope.hpp"
#include "consuming.hpp"
#include "scratch_bus.hpp"

namespace instante::bus {
namespace {

constexpr std::size_t publishers = 4;

/// Publishes without end, and tells through `pipe` what was confirmed.
Task<Result<void>> publish_and_tell(Bus& bus, int pipe, std::uint32_t first) {
    for (auto id = first;; id += publishers) {
        auto messages = outgoing(to_queue("work"), {std::to_string(id)});
        auto published = co_await bus.publish(std::move(messages));
        if (published && write(pipe, &id, sizeof id) != sizeof id) _exit(1);
    }
}

Task<void> publish_from_many(Bus& bus, int pipe, std::uint32_t first) {
    auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    for (std::uint32_t i = 0; i < publishers; ++i) scope.spawn(publish_and_tell(bus, pipe, first + i));
    auto ended = co_await scope.join();
    static_cast<void>(ended);
}

[[noreturn]] void be_killed(const std::filesystem::path& file, int pipe, std::uint32_t first) {
    const core::SystemClock clock;
    auto bus = open_embedded_bus(file, clock).value();
    async::run(publish_from_many(*bus, pipe, first));
    _exit(1);  // not reached
}

/// Kills a publisher after it was told of `count` confirmations. What was confirmed.
std::set<std::uint32_t> publish_until_killed(const std::filesystem::path& file, std::uint32_t first, std::size_t count) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) return {};
    const auto child = fork();
    if (child == 0) {
        close(ends[0]);
        be_killed(file, ends[1], first);
    }
    close(ends[1]);
    std::set<std::uint32_t> confirmed;
    std::uint32_t id = 0;
    while (confirmed.size() < count && read(ends[0], &id, sizeof id) == sizeof id) confirmed.insert(id);
    kill(child, SIGKILL);
    while (read(ends[0], &id, sizeof id) == sizeof id) confirmed.insert(id);
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status));
    return confirmed;
}

TEST(EmbeddedBusKilled, HasEverythingThatWasConfirmed) {
    const ScratchFolder folder;
    std::mt19937 random{42};
    std::set<std::uint32_t> confirmed;
    for (std::uint32_t round = 0; round < 8; ++round)
        confirmed.merge(publish_until_killed(folder.file(), round << 24, 1 + random() % 200));
    ASSERT_GE(confirmed.size(), 8u);

    const core::SystemClock clock;
    auto bus = open_embedded_bus(folder.file(), clock).value();
    const auto kept = async::run(bus->depth("work")).value().ready;
    EXPECT_GE(kept, confirmed.size());
    for (const auto& message : async::run(take(*bus, "work", kept, 100)))
        confirmed.erase(static_cast<std::uint32_t>(std::stoul(message.id)));
    EXPECT_TRUE(confirmed.empty()) << confirmed.size() << " confirmed messages are lost";
}

}  // namespace
}  // namespace instante::bus
