#include "http/server/gate.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <tuple>
#include <utility>

namespace instante::http::server {

void Gate::open() {
    opened_ = true;
    wake({});
}

Task<void> Gate::wait() {
    if (!opened_) {
        auto initiate = [this](auto handler) {
            auto slot = boost::asio::get_associated_cancellation_slot(handler);
            if (slot.is_connected()) slot.assign([this](auto) { wake(boost::asio::error::operation_aborted); });
            waiter_ = std::move(handler);
        };
        constexpr auto token = boost::asio::as_tuple(boost::asio::use_awaitable_t<async::Executor>{});
        auto outcome = co_await boost::asio::async_initiate<decltype(token), void(boost::system::error_code)>(initiate, token);
        if (std::get<0>(outcome)) throw boost::system::system_error{std::get<0>(outcome)};
    }
    opened_ = false;
}

void Gate::wake(boost::system::error_code outcome) {
    if (!waiter_) return;
    boost::asio::post(loop_, [waiter = std::exchange(waiter_, {}), outcome]() mutable { waiter(outcome); });
}

}  // namespace instante::http::server
