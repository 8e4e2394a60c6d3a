#pragma once

#include <memory>
#include <string>

#include "access/deny_list.hpp"
#include "async/task.hpp"
#include "bus/bus.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

namespace instante::access {

/// Keeps a process's deny-list: hears `user.disabled`, `user.deleted` and `session.ended` on a queue of its own, and asks
/// `revocations` for what was refused before it started, or while the bus was away.
class Revocations {
public:
    /// `instance` is unique among running processes: it names the queues. All outlive it.
    Revocations(bus::Bus& bus, DenyList& deny_list, const core::Clock& clock, std::string instance);
    ~Revocations();

    /// Begins to listen, asks, and waits for the answer: asks again every second until there is one. Cancellable.
    [[nodiscard]] Task<Result<void>> start();
    [[nodiscard]] Task<void> stop();

private:
    struct Running;

    Task<Result<void>> ask();
    Task<void> ask_until_answered(std::shared_ptr<Running> running);
    Task<Result<void>> catch_up(std::shared_ptr<Running> running);

    bus::Bus& bus_;
    DenyList& deny_list_;
    const core::Clock& clock_;
    std::string events_queue_;
    std::string answers_queue_;
    std::shared_ptr<Running> running_;
};

}  // namespace instante::access
