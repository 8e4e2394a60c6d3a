// A stand-in for Firebase Cloud Messaging over TLS and HTTP/2, for tests and measuring (firebase.hpp tells what it answers).
//   fcm_stand_in CERTIFICATE KEY [PORT]      prints where it listens, on 127.0.0.1: once more after each renewal
// SIGHUP: every connection is told to go away (GOAWAY), as Google's do when they are renewed; new ones are taken. SIGTERM: ends.
#include <pthread.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "async/loops.hpp"
#include "firebase.hpp"
#include "http/server.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace {

using namespace instante;

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
    testing::Firebase firebase;
    async::Loops loops{1};
    http::ServerOptions options;
    options.port = static_cast<std::uint16_t>(count > 3 ? std::atoi(arguments[3]) : 0);
    options.tls_certificate = arguments[1];
    options.tls_key = arguments[2];
    for (int signal = SIGHUP; signal == SIGHUP;) {
        telemetry::Metrics metrics;
        http::Router router{log, metrics, {.cors_origins = {}, .gzip = false}};
        firebase.add_routes(router);
        auto server = http::Server::listen(options, router, loops, log, metrics);
        if (!server) {
            std::fprintf(stderr, "%s\n", server.error().note().c_str());
            return 1;
        }
        (*server)->start();
        options.port = (*server)->port();
        std::printf("listens on https://127.0.0.1:%u\n", static_cast<unsigned>(options.port));
        std::fflush(stdout);
        sigwait(&signals, &signal);
        loops.run(0, (*server)->stop());
    }
    loops.stop();
}
