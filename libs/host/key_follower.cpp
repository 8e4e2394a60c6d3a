#include "host/key_follower.hpp"

#include <optional>
#include <utility>

#include "async/scope.hpp"
#include "async/signal.hpp"
#include "http/client.hpp"

namespace instante::host {
namespace {

constexpr std::chrono::milliseconds start_pause{200};  // processes that start together find one another soon

http::ClientOptions client_options(const std::string& ca_file, std::chrono::milliseconds deadline) {
    http::ClientOptions options;
    options.ca_file = ca_file;
    options.deadline = deadline;
    return options;
}

}  // namespace

struct KeyFollower::Running {
    Running(Options given, crypto::KeySet& to, telemetry::Log told)
        : options(std::move(given)), keys(to), log(std::move(told)), client(client_options(options.ca_file, options.deadline)) {}

    Task<Result<void>> fetch();
    Task<Result<void>> follow();

    Options options;
    crypto::KeySet& keys;
    telemetry::Log log;
    http::Client client;
    std::optional<async::Signal> asked;  ///< for keys that are not known
    std::optional<async::Scope> scope;
    bool told_away = false;
    bool stopping = false;
};

Task<Result<void>> KeyFollower::Running::fetch() {
    http::ClientRequest request;
    request.url = options.url;
    auto answer = co_await client.send(std::move(request));
    Result<void> outcome;
    if (!answer)
        outcome = answer.error();
    else if (answer->status != 200)
        outcome = core::Error{core::unavailable, "it answers " + std::to_string(answer->status)};
    if (outcome) {
        auto fetched = crypto::parse_jwks(answer->content);
        if (fetched)
            keys.replace(std::move(*fetched));
        else
            outcome = fetched.error();
    }
    if (!outcome && !told_away)
        log.warn("the keys of access tokens cannot be fetched", {{"url", options.url}, {"why", outcome.error().note()}});
    told_away = !outcome;
    co_return outcome;
}

Task<Result<void>> KeyFollower::Running::follow() {
    while (!stopping) {
        auto woken = co_await asked->wait_for(told_away ? options.pause : options.refresh);
        if (stopping) break;
        auto fetched = co_await fetch();
        static_cast<void>(fetched);  // told; what there is stays in force
        static_cast<void>(woken);
        co_await async::sleep(options.pause);
    }
    co_return Result<void>{};
}

KeyFollower::KeyFollower(Options options, crypto::KeySet& keys, telemetry::Log log)
    : running_(std::make_shared<Running>(std::move(options), keys, std::move(log))) {}

KeyFollower::~KeyFollower() = default;

Task<Result<void>> KeyFollower::start() {
    auto loop = co_await async::this_loop();
    auto running = running_;
    running->asked.emplace(loop);
    running->scope.emplace(loop);
    for (auto fetched = co_await running->fetch(); !fetched;) {
        co_await async::sleep(start_pause);
        fetched = co_await running->fetch();
    }
    running->keys.on_unknown([asked = *running->asked] { asked.notify(); });
    running->scope->spawn(running->follow());
    co_return Result<void>{};
}

Task<void> KeyFollower::stop() {
    auto running = running_;
    if (!running->scope) co_return;
    running->keys.on_unknown({});
    running->stopping = true;
    running->scope->cancel();
    auto ended = co_await running->scope->join();
    static_cast<void>(ended);
    running->scope.reset();
}

}  // namespace instante::host
