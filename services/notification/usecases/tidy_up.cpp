#include "notification/usecases/tidy_up.hpp"

#include <chrono>

#include "async/signal.hpp"
#include "core/ids.hpp"
#include "notification/domain/limits.hpp"
#include "notification/usecases/chunk.hpp"

namespace instante::notification {
namespace {

using namespace std::chrono_literals;

constexpr auto every = 1h;
constexpr auto between_chunks = 5ms;  ///< nobody waits for this: others write first

NotificationId oldest_at(core::Timestamp moment) {
    return NotificationId{core::first_id_at(moment)};
}

/// Calls `clear` until nothing is left to clear.
template <class Clear>
Task<Result<void>> repeat(Clear clear) {
    for (;;) {
        auto more = co_await clear();
        if (!more) co_return more.error();
        if (!*more) co_return Result<void>{};
        co_await async::sleep(between_chunks);
    }
}

}  // namespace

Task<Result<void>> TidyUp::operator()() {
    const auto now = clock_.now();
    auto hidden = [this] { return notifications_.clear_hidden(chunk); };
    auto cleared = co_await repeat(hidden);
    if (!cleared) co_return cleared;
    auto old = [this, oldest = oldest_at(now - inbox_age)] { return notifications_.clear_old(oldest, chunk); };
    cleared = co_await repeat(old);
    if (!cleared) co_return cleared;
    auto stale = [this, oldest = oldest_at(now - 2 * push_patience)] { return pushes_.drop_old(oldest, chunk); };
    cleared = co_await repeat(stale);
    co_return cleared;
}

Task<Result<void>> TidyUp::forever(std::function<void(const core::Error&)> on_failure) {
    for (;;) {
        auto tidied = co_await (*this)();
        if (!tidied) on_failure(tidied.error());
        co_await async::sleep(every);
    }
}

}  // namespace instante::notification
