#include "publication/usecases/rebuild.hpp"

#include <utility>

namespace instante::publication {

Task<Result<void>> Rebuild::start() {
    return neighbours_.ask_people(std::nullopt);
}

Task<Result<void>> Rebuild::start_if_empty() {
    const auto empty = co_await people_.empty();
    if (!empty) co_return empty.error();
    if (!*empty) co_return Result<void>{};
    auto asked = co_await start();
    co_return asked;
}

Task<Result<void>> Rebuild::hear_people(std::vector<Person> people, std::optional<UserId> next) {
    auto kept = co_await keep_people_(std::move(people));
    if (!kept) co_return kept;
    auto asked = next ? neighbours_.ask_people(next) : neighbours_.ask_follows({});
    auto outcome = co_await std::move(asked);
    co_return outcome;
}

Task<Result<void>> Rebuild::hear_follows(std::vector<Follow> follows, std::string next) {
    auto kept = co_await keep_follows_(std::move(follows));
    if (!kept || next.empty()) co_return kept;
    auto asked = co_await neighbours_.ask_follows(std::move(next));
    co_return asked;
}

}  // namespace instante::publication
