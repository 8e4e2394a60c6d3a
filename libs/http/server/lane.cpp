#include "http/server/lane.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <tuple>
#include <utility>

#include "http/server/limits.hpp"

namespace instante::http::server {
namespace {

namespace asio = boost::asio;

constexpr auto token = asio::as_tuple(asio::use_awaitable_t<async::Executor>{});
constexpr auto accept_pause = 50ms;        ///< when there are no descriptors left
constexpr std::size_t last_accepts = 512;  ///< at the end: clients may come faster than they are accepted

/// Short deadlines want a fine tick; nobody needs a finer one than 10 ms.
std::chrono::milliseconds tick_for(const ServerOptions& options) {
    const auto shortest = std::min({options.header_deadline, options.body_idle, options.write_idle, options.keep_alive});
    return std::clamp(shortest / 4, std::chrono::milliseconds{10}, std::chrono::milliseconds{tick_longest});
}

class NoBody final : public Body {
public:
    Task<Result<std::string>> read() override { co_return std::string{}; }
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return std::nullopt; }
};

}  // namespace

Lane::Lane(Shared& shared, async::Executor loop, Acceptor acceptor)
    : shared_(shared),
      loop_(loop),
      acceptor_(std::move(acceptor)),
      ticker_(loop),
      tick_length_(tick_for(shared.options)),
      changed_(loop),
      no_body_(std::make_shared<NoBody>()) {}

void Lane::start() {
    asio::dispatch(loop_, [this] {
        run(accept());
        run(tick());
    });
}

void Lane::run(Task<void> work) {
    ++running_;
    asio::co_spawn(loop_, std::move(work), [this](const std::exception_ptr&) {
        --running_;
        changed_.open();
    });
}

Task<void> Lane::accept() {
    accepting_ = true;
    while (!stopping_) {
        auto accepted = co_await acceptor_.async_accept(loop_, token);
        if (!std::get<0>(accepted)) {
            admit(std::move(std::get<1>(accepted)));
        } else if (!stopping_ && std::get<0>(accepted) != asio::error::connection_aborted) {
            shared_.log.warn("cannot accept", {{"cause", std::get<0>(accepted).message()}});
            async::Timer pause{loop_, accept_pause};
            co_await pause.async_wait(token);
        }
    }
    accepting_ = false;
}

void Lane::admit(Socket socket) {
    if (shared_.connections.fetch_add(1) >= shared_.options.connection_limit) {
        --shared_.connections;
        shared_.metrics.over_limit.add();
        return;  // and the socket closes
    }
    const auto place = connections_.emplace(connections_.end(), *this, std::move(socket));
    auto forget = [this, place](const std::exception_ptr&) {
        connections_.erase(place);
        --shared_.connections;
        changed_.open();
    };
    asio::co_spawn(loop_, place->serve(), asio::bind_cancellation_slot(place->signal().slot(), std::move(forget)));
}

Task<void> Lane::tick() {
    while (!stopped_) {
        ticker_.expires_after(tick_length_);
        co_await ticker_.async_wait(token);
        const auto now = SteadyClock::now();
        for (auto& connection : connections_) connection.check(now);
        if (stopping_) changed_.open();
    }
}

/// Who has connected before the end is served; closing the acceptor would reset them.
void Lane::accept_the_waiting() {
    boost::system::error_code failure;
    acceptor_.non_blocking(true, failure);
    for (std::size_t i = 0; i < last_accepts && !failure; ++i) {
        Socket socket{loop_};
        acceptor_.accept(socket, failure);
        if (!failure) admit(std::move(socket));
    }
}

Task<void> Lane::stop() {
    if (std::exchange(stopping_, true)) co_return;
    boost::system::error_code ignored;
    accept_the_waiting();
    acceptor_.close(ignored);
    while (accepting_) co_await changed_.wait();  // it may still bring one
    for (auto& connection : connections_) connection.drain();
    tick_length_ = std::min(tick_length_, std::chrono::milliseconds{drain_tick});
    ticker_.cancel();

    const auto limit = after(shared_.options.drain_limit);
    while (!connections_.empty() && SteadyClock::now() < limit) co_await changed_.wait();
    for (auto& connection : connections_) connection.cut();
    while (!connections_.empty()) co_await changed_.wait();
    stopped_ = true;
    ticker_.cancel();
    while (running_ > 0) co_await changed_.wait();
}

std::string_view Lane::date() {
    const auto now = std::time(nullptr);
    if (now != date_second_) {
        std::tm parts{};
        gmtime_r(&now, &parts);
        std::array<char, 32> text{};
        const auto size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
        date_.assign(text.data(), size);
        date_second_ = now;
    }
    return date_;
}

}  // namespace instante::http::server
