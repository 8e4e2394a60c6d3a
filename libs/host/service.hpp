#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "host/command.hpp"
#include "host/context.hpp"
#include "http/router.hpp"

namespace instante::host {

/// Something that `doctor` asks of a service: by its name, whether it is well.
struct Examination {
    std::string thing;
    std::function<Task<Result<void>>()> ask;
};

/// One of the four, as its process sees it: opened, its routes added, started, stopped. All calls come from one loop, in this
/// order.
class Service {
public:
    virtual ~Service() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;
    /// Adds its public routes.
    virtual void add_routes(http::Router& router) = 0;
    /// Declares its queues, starts its consumers, its relay and its other work; returns when it can serve.
    [[nodiscard]] virtual Task<Result<void>> start() = 0;
    /// The process is about to stop: ends what would otherwise go on until it is cut off, such as streams of events, and begins
    /// no more of it. Requests are answered as before.
    virtual void drain() {}
    /// Takes no more messages, waits for those in hand, publishes what the outbox still holds. No requests are in hand any more.
    [[nodiscard]] virtual Task<void> stop() = 0;
    /// Whether its own engines answer. An error's note names the engine.
    [[nodiscard]] virtual Task<Result<void>> ready() = 0;
    /// What else `doctor` asks: engines that it can do without for a while, such as a mail server.
    [[nodiscard]] virtual std::vector<Examination> examinations() { return {}; }
    /// The queues it consumes: their depth and age are shown as metrics.
    [[nodiscard]] virtual std::vector<std::string> queues() const = 0;
    /// Those of its queues whose messages may speak of objects that no store knows of yet.
    [[nodiscard]] virtual std::vector<std::string> media_queues() const { return queues(); }
    /// Below these keys of the object storage lie objects that nobody but this service can own.
    [[nodiscard]] virtual std::vector<std::string> media_prefixes() const { return {}; }
    /// Those of `keys` (at most 500, below its prefixes) whose objects it owns now: the others are left over, if they are old
    /// enough. It may be asked before `start`, when no server runs.
    [[nodiscard]] virtual Task<Result<std::vector<std::string>>> owned_media(std::vector<std::string> keys) { co_return keys; }
    /// The operator's commands it offers. They may run before `start`, when no server runs.
    [[nodiscard]] virtual std::vector<Command> commands() { return {}; }
};

/// Opens a service: its store, its migrations; no network, no threads of its own yet. Errors are told to the operator by their
/// note.
using MakeService = std::function<Result<std::unique_ptr<Service>>(Context&)>;

}  // namespace instante::host
