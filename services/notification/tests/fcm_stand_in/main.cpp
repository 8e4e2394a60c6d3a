// A stand-in for Firebase Cloud Messaging over TLS and HTTP/2, for tests and measuring (firebase.hpp tells what it answers).
//   fcm_stand_in CERTIFICATE KEY [PORT]      prints where it listens, on 127.0.0.1
// SIGHUP: every connection is told to go away (GOAWAY), as Google's are when they are renewed; a moment later new ones are
// taken. SIGTERM: ends.
#include <pthread.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "async/loops.hpp"
#include "http/server.hpp"
#include "notification/tests/fcm_stand_in/firebase.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace {

using namespace instante;

constexpr int most_tries = 100;
constexpr std::chrono::milliseconds between_tries{50};

/// A server, from its start to its being told to go away.
struct Generation {
    Generation(notification::Firebase& firebase, telemetry::Log& log, async::Loops& loops, const http::ServerOptions& options)
        : router(log, metrics, {.cors_origins = {}, .gzip = false}) {
        firebase.add_routes(router);
        auto listening = http::Server::listen(options, router, loops, log, metrics);
        // Between two generations the port may be lent to somebody else's connection.
        for (int tries = 0; !listening && tries < most_tries; ++tries) {
            std::this_thread::sleep_for(between_tries);
            listening = http::Server::listen(options, router, loops, log, metrics);
        }
        if (!listening) {
            std::fprintf(stderr, "%s\n", listening.error().note().c_str());
            std::exit(1);
        }
        server = std::move(*listening);
        server->start();
    }

    telemetry::Metrics metrics;
    http::Router router;
    std::unique_ptr<http::Server> server;
};

sigset_t ours() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int each : {SIGHUP, SIGINT, SIGTERM}) sigaddset(&signals, each);
    return signals;
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 3) {
        std::fprintf(stderr, "usage: fcm_stand_in CERTIFICATE KEY [PORT]\n");
        return 2;
    }
    const auto signals = ours();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // for the loop's thread too

    telemetry::Log log{telemetry::make_stderr_sink(telemetry::Level::warn), "fcm-stand-in"};
    notification::Firebase firebase;
    async::Loops loops{1};
    http::ServerOptions options;
    options.port = static_cast<std::uint16_t>(count > 3 ? std::atoi(arguments[3]) : 0);
    options.tls_certificate = arguments[1];
    options.tls_key = arguments[2];
    auto now = std::make_unique<Generation>(firebase, log, loops, options);
    options.port = now->server->port();
    std::printf("listens on https://127.0.0.1:%u\n", static_cast<unsigned>(options.port));
    std::fflush(stdout);
    for (int signal = 0; sigwait(&signals, &signal) == 0 && signal == SIGHUP;) {
        loops.run(0, now->server->stop());
        now = std::make_unique<Generation>(firebase, log, loops, options);
    }
    loops.run(0, now->server->stop());
    loops.stop();
}
