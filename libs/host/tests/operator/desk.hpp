#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "async/run.hpp"
#include "bus/adapters.hpp"
#include "host/command_socket.hpp"
#include "host/service.hpp"

namespace instante::host::testing_desk {

/// A service that has queues, and nothing else.
class Keeper final : public Service {
public:
    explicit Keeper(std::vector<std::string> queues) : queues_(std::move(queues)) {}
    [[nodiscard]] std::string_view name() const override { return "keeper"; }
    void add_routes(http::Router&) override {}
    Task<Result<void>> start() override { co_return Result<void>{}; }
    Task<void> stop() override { co_return; }
    Task<Result<void>> ready() override { co_return Result<void>{}; }
    [[nodiscard]] std::vector<std::string> queues() const override { return queues_; }

private:
    std::vector<std::string> queues_;
};

inline CommandAnswer order(const std::vector<Command>& commands, std::string name, Given given = {}) {
    return async::run(run_command(commands, std::move(name), std::move(given)));
}

inline void publish(bus::Bus& bus, const std::string& queue, const std::string& id, std::string body = "{}") {
    bus::Message message;
    message.id = id;
    message.type = "photo.create.v1";
    message.body = std::move(body);
    std::vector<bus::Outgoing> one;
    one.push_back({bus::to_queue(queue), std::move(message)});
    async::run(bus.publish(std::move(one))).value();
}

}  // namespace instante::host::testing_desk
