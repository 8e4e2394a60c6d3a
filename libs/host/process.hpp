#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "core/error.hpp"
#include "host/command_socket.hpp"
#include "host/service.hpp"
#include "telemetry/log.hpp"

namespace instante::host {

/// What `start` answers when it was told to end.
inline constexpr core::Code given_up{core::Kind::unavailable, "host/given-up", "The process was told to end while it started"};

/// A running process: its loops, engines, services and servers, made in this order and ended in the reverse.
class Process {
public:
    /// Opens everything and binds both ports; nothing is answered yet. Errors: what is in the way, told in the note; `invalid`
    /// when a setting is wrong.
    static Result<std::unique_ptr<Process>> open(const config::Settings& settings, const std::vector<MakeService>& services,
                                                 telemetry::Log log);
    ~Process();

    /// Opens the engines and the services alone, for `run`: no port, no consumer. Errors: as `open`; `data_folder_held` when a
    /// server has them.
    static Result<std::unique_ptr<Process>> open_for_commands(const config::Settings& settings,
                                                              const std::vector<MakeService>& services, telemetry::Log log);
    /// Runs one of the operator's commands.
    CommandAnswer run(std::string command, Given given);

    /// Starts the services, then answers. Errors: what is in the way, `given_up`.
    Result<void> start();
    /// Ends a `start` that waits for others, such as authentication, from any thread. Afterwards, nothing.
    void give_up();
    /// Stops accepting, finishes what is in hand, ends.
    void stop();

    [[nodiscard]] std::string public_address() const;
    [[nodiscard]] std::string admin_address() const;
    /// Empty: nothing is redirected.
    [[nodiscard]] std::string redirect_address() const;

private:
    struct Impl;
    explicit Process(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace instante::host
