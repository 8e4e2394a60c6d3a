// A server for wrk, h2load and h2spec: 2 KB of JSON at `/`, what is sent to it at `POST /echo`. How it is measured:
// libs/http/README.md.
//   bench_http [port [loops [certificate key]]]
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "async/loops.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace {

using namespace instante;

std::string two_kilobytes() {
    std::string content{R"({"items":[)"};
    while (content.size() < 1980) content.append(R"({"id":"7160343921234567890","name":"ana"},)");
    content.back() = ']';
    return content.append("}");
}

Task<Result<http::Response>> fixed(http::Request) {
    static const std::string content = two_kilobytes();
    co_return http::json(200, content);
}

Task<Result<http::Response>> fixed_after_content(http::Request request) {
    auto content = co_await http::read_all(request.body, std::size_t{1} << 20);
    if (!content) co_return content.error();
    auto response = co_await fixed(std::move(request));
    co_return response;
}

Task<Result<http::Response>> echo(http::Request request) {
    http::Stream stream{.next = [body = request.body] { return body->read(); }, .length = request.body->length()};
    co_return http::Response{.status = 200, .headers = {}, .content = std::move(stream)};
}

}  // namespace

int main(int argc, char** argv) {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);  // for the loops' threads too

    const auto argument = [&](int index, const char* otherwise) { return std::string{argc > index ? argv[index] : otherwise}; };
    telemetry::Log log{telemetry::make_stderr_sink(telemetry::Level::warn), "bench"};
    telemetry::Metrics metrics;
    http::Router router{log, metrics};
    router.add(http::Method::get, "/", fixed);
    router.add(http::Method::post, "/", fixed_after_content);
    router.add(http::Method::post, "/echo", echo, {.body_limit = std::size_t{1} << 30, .deadline = std::chrono::milliseconds{0}});

    async::Loops loops{std::strtoul(argument(2, "2").c_str(), nullptr, 10)};
    http::ServerOptions options;
    options.port = static_cast<std::uint16_t>(std::strtoul(argument(1, "8080").c_str(), nullptr, 10));
    options.tls_certificate = argument(3, "");
    options.tls_key = argument(4, "");
    auto server = http::Server::listen(options, router, loops, log, metrics);
    if (!server) {
        std::fprintf(stderr, "%s\n", server.error().note().c_str());
        return 1;
    }
    (*server)->start();
    std::fprintf(stderr, "listening on %u\n", static_cast<unsigned>((*server)->port()));
    int which = 0;
    sigwait(&ends, &which);
    loops.run(0, (*server)->stop());
    loops.stop();
}
