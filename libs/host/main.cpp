#include "host/main.hpp"

#include <malloc.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <thread>
#include <utility>
#include <variant>

#include "async/run.hpp"
#include "host/command_socket.hpp"
#include "host/data_folder.hpp"
#include "host/operator/commands.hpp"
#include "host/process.hpp"
#include "telemetry/log.hpp"
#include "telemetry/version.hpp"

extern char** environ;

namespace instante::host {
namespace {

constexpr int failed = 1;
constexpr int wrong_setting = 2;
constexpr int arena_limit = 2;  ///< glibc's arenas: memory that libvips frees on one thread serves the next image on another
/// Kept at an arena's end: else each answer takes its pages from the kernel, and gives them back.
constexpr int kept_free_bytes = 4 << 20;
constexpr int mapped_alone_bytes = 512 << 10;  ///< larger blocks, of pictures, go back to the kernel at once

telemetry::Level level_of(config::LogLevel level) {
    switch (level) {
        case config::LogLevel::debug:
            return telemetry::Level::debug;
        case config::LogLevel::info:
            return telemetry::Level::info;
        case config::LogLevel::warn:
            return telemetry::Level::warn;
        case config::LogLevel::error:
            return telemetry::Level::error;
    }
    return telemetry::Level::info;
}

/// SIGTERM and SIGINT, blocked in every thread made after this and awaited by one: no handler, nothing that is not safe in one.
class EndSignals {
public:
    EndSignals() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGTERM);
        sigaddset(&signals_, SIGINT);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
        std::signal(SIGPIPE, SIG_IGN);  // a client that left is an error of the write, not our end
    }
    void wait() const {
        int received = 0;
        sigwait(&signals_, &received);
    }
    /// As if one had come.
    static void raise() { kill(getpid(), SIGTERM); }
    /// The next ends the process at once.
    void let_through() const { pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr); }

private:
    sigset_t signals_{};
};

/// Waits for the signal to end, beside all else. A process that is still opening what it needs (an engine may let it wait) ends
/// there and then, like one that is killed: nobody is owed anything yet.
class Ender {
public:
    explicit Ender(const EndSignals& signals) : thread_{[this, &signals] { wait(signals); }} {}
    Ender(const Ender&) = delete;
    Ender& operator=(const Ender&) = delete;
    ~Ender() {
        if (!thread_.joinable()) return;
        is_needed_ = false;
        EndSignals::raise();
        thread_.join();
    }
    /// From now on the process is told to give up.
    void opened(Process& process) { process_ = &process; }
    /// Returns once the process was told to end.
    void join() { thread_.join(); }

private:
    void wait(const EndSignals& signals) {
        signals.wait();
        if (!is_needed_) return;
        if (auto* process = process_.load())
            process->give_up();
        else
            std::_Exit(0);
    }

    std::atomic<bool> is_needed_{true};
    std::atomic<Process*> process_{nullptr};
    std::thread thread_;  ///< last: it uses the rest
};

/// To people, on one line: what is in the way and nothing of our insides.
int tell(const std::string& name, const core::Error& error) {
    const auto note = error.note();
    std::fprintf(stderr, "%s: %s\n", name.c_str(), note.empty() ? std::string{error.code().title}.c_str() : note.c_str());
    return error.kind() == core::Kind::invalid ? wrong_setting : failed;
}

void say_where(const config::Program& program, const config::Settings& settings, const Process& process) {
    std::string text = program.name + ' ' + program.version + " listens on http" + (settings.tls_cert.empty() ? "" : "s") +
                       "://" + process.public_address() + ", for its operator on http://" + process.admin_address();
    if (const auto redirect = process.redirect_address(); !redirect.empty()) text += ", redirects from http://" + redirect;
    std::puts(text.c_str());
    std::fflush(stdout);
}

int serve(const config::Program& program, const config::Settings& settings, const std::vector<MakeService>& services) {
    mallopt(M_ARENA_MAX, arena_limit);
    mallopt(M_TRIM_THRESHOLD, kept_free_bytes);
    mallopt(M_MMAP_THRESHOLD, mapped_alone_bytes);
    const EndSignals end_signals;
    auto sink = telemetry::make_stderr_sink(level_of(settings.log_level));
    const telemetry::Log log{sink, program.name};
    std::unique_ptr<Process> process;  // outlives whoever tells it to give up
    Ender ender{end_signals};
    auto opened = Process::open(settings, services, log);
    if (!opened) return tell(program.name, opened.error());
    process = std::move(*opened);
    ender.opened(*process);
    const auto started = process->start();
    if (!started) {
        if (started.error().code() != given_up) EndSignals::raise();
        ender.join();
        end_signals.let_through();
        process->stop();
        return started.error().code() == given_up ? 0 : tell(program.name, started.error());
    }
    say_where(program, settings, *process);
    log.info("serving", {{"listen", process->public_address()}, {"admin_listen", process->admin_address()}});
    ender.join();
    end_signals.let_through();  // a second one, while draining
    log.info("draining");
    process->stop();
    log.info("stopped");
    return 0;
}

int print(const CommandAnswer& answer) {
    std::fputs(answer.text.c_str(), answer.status == 0 ? stdout : stderr);
    return answer.status;
}

/// The server that runs a command stands in another folder than its operator.
void make_absolute(Given& given) {
    const auto folder = given.find("folder");
    if (folder == given.end()) return;
    for (auto& path : folder->second) path = std::filesystem::absolute(path).lexically_normal().string();
}

/// Has the server that holds the data folder run the command, or runs it here when none does.
int command(const config::Program& program, config::Invocation invocation, const std::vector<MakeService>& services) {
    make_absolute(invocation.given);
    const auto own = commands_of_caller(invocation.settings);
    if (std::ranges::find(own, invocation.command, &Command::name) != own.end())
        return print(async::run(run_command(own, invocation.command, std::move(invocation.given))));
    auto process = Process::open_for_commands(invocation.settings, services,
                                              telemetry::Log{telemetry::make_stderr_sink(telemetry::Level::warn), program.name});
    Result<CommandAnswer> answer = CommandAnswer{};
    if (process)
        answer = (*process)->run(invocation.command, std::move(invocation.given));
    else if (process.error().code() == data_folder_held)
        answer = send_command(command_socket_of(invocation.settings.data), invocation.command, invocation.given);
    else
        return tell(program.name, process.error());
    if (!answer) return tell(program.name, answer.error());
    return print(*answer);
}

}  // namespace

int main(const config::Program& program, std::vector<MakeService> services, int argc, char** argv) {
    try {
        auto loaded = config::load(program, argc, argv, environ);
        if (const auto* exit = std::get_if<config::Exit>(&loaded)) {
            std::fputs(exit->text.c_str(), exit->status == 0 ? stdout : stderr);
            return exit->status;
        }
        auto& invocation = std::get<config::Invocation>(loaded);
        if (invocation.command != "serve") return command(program, std::move(invocation), services);
        return serve(program, invocation.settings, services);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s: %s\n", program.name.c_str(), failure.what());
        return failed;
    }
}

}  // namespace instante::host
