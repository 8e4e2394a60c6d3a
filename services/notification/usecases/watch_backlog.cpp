#include "notification/usecases/watch_backlog.hpp"

#include <chrono>

#include "async/signal.hpp"
#include "core/ids.hpp"

namespace instante::notification {
namespace {

using namespace std::chrono_literals;

constexpr auto every = 10s;

}  // namespace

Task<Result<void>> WatchBacklog::operator()() {
    auto backlog = co_await pushes_.backlog();
    if (!backlog) co_return backlog.error();
    std::chrono::milliseconds age{};
    if (backlog->oldest) age = clock_.now() - core::id_time(backlog->oldest->value);
    journal_.owed(backlog->depth, age);
    co_return Result<void>{};
}

Task<Result<void>> WatchBacklog::forever() {
    for (;;) {
        auto watched = co_await (*this)();
        if (!watched) journal_.store_failed(watched.error());
        co_await async::sleep(every);
    }
}

}  // namespace instante::notification
