#include "host/operator/engine_checks.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "async/within.hpp"
#include "core/time.hpp"
#include "s3/s3.hpp"

namespace instante::host {
namespace {

using namespace std::chrono_literals;
using Tcp = boost::asio::ip::tcp;

constexpr auto deadline = 10s;

struct Server {
    std::string host;
    std::string port;
};

/// Of `smtp(s)://[user:password@]host[:port]`.
Server mail_server_of(std::string_view url) {
    const bool is_secure = url.starts_with("smtps:");
    url.remove_prefix(url.find("://") + 3);
    url = url.substr(0, url.find_first_of("/?"));
    if (const auto at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
    const auto colon = url.find(':', url.starts_with('[') ? url.find(']') : 0);
    auto host = url.substr(0, colon);
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    const auto port = colon == std::string_view::npos ? std::string_view{is_secure ? "465" : "25"} : url.substr(colon + 1);
    return {std::string{host}, std::string{port}};
}

Task<Result<void>> connect(Server server) {
    constexpr auto token = boost::asio::as_tuple(boost::asio::use_awaitable_t<async::Executor>{});
    const auto loop = co_await async::this_loop();
    boost::asio::ip::basic_resolver<Tcp, async::Executor> resolver{loop};
    const auto resolved = co_await resolver.async_resolve(server.host, server.port, token);
    if (std::get<0>(resolved)) co_return core::Error{core::unavailable, std::get<0>(resolved).message()};
    boost::asio::basic_stream_socket<Tcp, async::Executor> socket{loop};
    const auto connected = co_await boost::asio::async_connect(socket, std::get<1>(resolved), token);
    if (std::get<0>(connected)) co_return core::Error{core::unavailable, std::get<0>(connected).message()};
    co_return Result<void>{};
}

void note(const char* setting, const std::string& found, const Result<void>& outcome, Findings& findings) {
    if (outcome) return findings.fine(setting, found);
    const auto why = outcome.error().note();
    findings.bad(setting, why.empty() ? std::string{outcome.error().code().title} : why);
}

Task<Result<void>> ask_bucket(std::string url, std::string ca_file) {
    const core::SystemClock clock;
    s3::Options options;
    options.url = std::move(url);
    options.ca_file = std::move(ca_file);
    auto bucket = s3::open_bucket(std::move(options), clock);
    if (!bucket) co_return bucket.error();
    co_return co_await async::within(deadline, (*bucket)->check());
}

}  // namespace

Task<Findings> check_engines(config::Settings settings) {
    Findings findings;
    if (settings.media.scheme() == "s3") {
        const auto answered = co_await ask_bucket(settings.media.url, settings.ca_file.string());
        note("--media", settings.media.shown() + " can be used", answered, findings);
    }
    if (settings.mail.scheme() != "log") {
        auto connecting = connect(mail_server_of(settings.mail.url));
        const auto connected = co_await async::within(deadline, std::move(connecting));
        note("--mail", settings.mail.shown() + " is there", connected, findings);
    }
    co_return findings;
}

}  // namespace instante::host
