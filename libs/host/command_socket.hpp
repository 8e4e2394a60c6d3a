#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "host/command.hpp"
#include "telemetry/log.hpp"

namespace instante::host {

/// What a command printed, and the exit status it ends with.
struct CommandAnswer {
    int status = 0;
    std::string text;
};

/// Where a server with this data folder listens for commands.
inline std::filesystem::path command_socket_of(const std::filesystem::path& data) {
    return data / "instante.sock";
}

/// Finds `name` among `commands` and runs it; an error becomes status 1 (2 when what was given is not acceptable) and its
/// sentence.
Task<CommandAnswer> run_command(const std::vector<Command>& commands, std::string name, Given given);

/// Takes the operator's commands while a server runs: a socket in the data folder that only its owner may open. One command per
/// connection: a line of JSON each way.
class CommandSocket {
public:
    /// Errors: `unavailable`. The commands outlive it.
    static Result<std::unique_ptr<CommandSocket>> listen(std::filesystem::path path, const std::vector<Command>& commands,
                                                         async::Executor loop, telemetry::Log log);
    ~CommandSocket();

    void start();
    [[nodiscard]] Task<void> stop();

private:
    struct Impl;
    explicit CommandSocket(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// Has the process that listens on `path` run a command, and waits for its answer. Errors: `unavailable` when nobody listens
/// there.
Result<CommandAnswer> send_command(const std::filesystem::path& path, const std::string& name, const Given& given);

}  // namespace instante::host
