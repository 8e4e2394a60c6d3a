#pragma once

#include <set>
#include <string>
#include <vector>

#include "bus/bus.hpp"

namespace instante::outbox {

/// A bus that records what is published to it, and fails at the attempts it is told.
class RecordingBus final : public bus::Bus {
public:
    Task<Result<void>> publish(std::vector<bus::Outgoing> messages) override {
        ++attempts;
        if (away || failing_attempts.contains(attempts)) co_return core::Error{core::engine_away};
        batches.push_back(messages.size());
        for (const auto& outgoing : messages) ids.push_back(outgoing.message.id);
        co_return Result<void>{};
    }

    Task<Result<void>> declare(bus::Queue) override { co_return Result<void>{}; }
    std::unique_ptr<bus::Consumer> consume(std::string, std::size_t, async::Executor, bus::Handler) override { return nullptr; }
    Task<Result<bus::Depth>> depth(std::string) override { co_return bus::Depth{}; }
    Task<Result<std::vector<bus::DeadLetter>>> dead(std::string, std::string, std::size_t) override {
        co_return std::vector<bus::DeadLetter>{};
    }
    Task<Result<void>> settle_dead(std::string, std::string, bool) override { co_return Result<void>{}; }
    Task<Result<void>> ping() override { co_return Result<void>{}; }

    int attempts = 0;
    std::set<int> failing_attempts;
    bool away = false;
    std::vector<std::string> ids;      ///< of all that was published
    std::vector<std::size_t> batches;  ///< how many came together
};

}  // namespace instante::outbox
