#include "notification/usecases/keep_people.hpp"

#include <utility>

#include "notification/usecases/chunk.hpp"

namespace instante::notification {

Task<Result<void>> KeepPeople::learn(Person person, std::int64_t version) {
    auto learnt = co_await people_.learn(std::move(person), version);
    co_return learnt;
}

Task<Result<void>> KeepPeople::disable(UserId user, std::int64_t version) {
    auto disabled = co_await people_.disable(user, version);
    co_return disabled;
}

Task<Result<void>> KeepPeople::remove(UserId user, std::int64_t version, core::Trace trace) {
    auto buried = co_await people_.bury(user, version);
    if (!buried) co_return buried;
    for (;;) {
        auto more = co_await people_.purge(user, chunk, trace);
        if (!more) co_return more.error();
        if (!*more) co_return Result<void>{};
    }
}

}  // namespace instante::notification
