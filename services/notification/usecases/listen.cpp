#include "notification/usecases/listen.hpp"

#include <algorithm>

#include "core/ids.hpp"
#include "notification/domain/limits.hpp"

namespace instante::notification {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono::steady_clock;

constexpr std::size_t entries_at_once = 50;

}  // namespace

/// It is looked into the inbox at the end of a silence too: another process may have put something there.
Task<Result<Heard>> Listening::next() {
    const auto silent_until = steady_clock::now() + silence_;
    Heard heard;
    for (;;) {
        heard.ended = is_over();
        if (heard.ended) co_return heard;
        const bool is_last_look = steady_clock::now() >= silent_until;
        auto came = co_await read();
        if (!came) co_return came.error();
        heard.entries = std::move(*came);
        if (is_last_look || !heard.entries.empty()) co_return heard;
        const auto silence = std::chrono::ceil<std::chrono::milliseconds>(silent_until - steady_clock::now());
        const auto limit = std::min(silence, seat_->caller().until - clock_.now());
        auto woken = co_await seat_->wait_for(std::max(limit, 1ms));
        static_cast<void>(woken);
    }
}

bool Listening::is_over() const {
    return seat_->ended() || clock_.now() >= seat_->caller().until;
}

Task<Result<std::vector<InboxEntry>>> Listening::read() {
    ArrivalQuery query;
    query.user = seat_->caller().user;
    query.after = place_.arrival;
    query.oldest = NotificationId{core::first_id_at(clock_.now() - inbox_age)};
    query.limit = entries_at_once;
    auto came = co_await inboxes_.since(query);
    if (!came) co_return came.error();
    place_.arrival = came->last;
    co_return std::move(came->entries);
}

Task<Result<std::unique_ptr<Listening>>> Listen::operator()(Caller caller, std::optional<NotificationId> last) {
    const auto user = caller.user;
    auto loop = co_await async::this_loop();
    auto seat = listeners_.join(std::move(caller), std::move(loop));
    if (!seat) co_return seat.error();
    auto place = co_await inboxes_.place_of(user, last);  // after the seat: what comes from here on wakes it
    if (!place) co_return place.error();
    co_return std::make_unique<Listening>(inboxes_, clock_, std::move(*seat), *place, silence_);
}

}  // namespace instante::notification
