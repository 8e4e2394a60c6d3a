#include "authentication/usecases/tell.hpp"

#include <algorithm>
#include <utility>

namespace instante::authentication {

namespace {

std::size_t bounded(std::size_t limit) {
    return std::clamp<std::size_t>(limit, 1, Tell::page_limit);
}

}  // namespace

Task<Result<void>> Tell::audience(Asker asker, Audience audience) {
    const auto limit = bounded(audience.limit);
    Result<core::Page<Recipient, UserId>> page = core::Page<Recipient, UserId>{};
    if (audience.followers_of) {
        page = co_await needs_.devices.followers_of(*audience.followers_of, audience.after, limit);
    } else {
        page = co_await needs_.devices.of_users(std::move(audience.users), audience.after, limit);
    }
    if (!page) co_return page.error();
    co_return co_await needs_.answers.audience(std::move(asker), audience.notification, std::move(*page));
}

Task<Result<void>> Tell::people(Asker asker, std::vector<UserId> ids) {
    if (ids.size() > page_limit) co_return core::Error{core::invalid_fields, "more than 1000 ids"};
    auto users = co_await needs_.people.active_of(std::move(ids));
    if (!users) co_return users.error();
    core::Page<User, UserId> page{std::move(*users), std::nullopt};
    co_return co_await needs_.answers.people(std::move(asker), std::move(page));
}

Task<Result<void>> Tell::everybody(Asker asker, UserId after, std::size_t limit) {
    auto page = co_await needs_.people.active_after(after, bounded(limit));
    if (!page) co_return page.error();
    co_return co_await needs_.answers.people(std::move(asker), std::move(*page));
}

Task<Result<void>> Tell::edges(Asker asker, std::optional<EdgeKey> after, std::size_t limit) {
    auto page = co_await needs_.follows.edges(after, bounded(limit));
    if (!page) co_return page.error();
    co_return co_await needs_.answers.edges(std::move(asker), std::move(*page));
}

Task<Result<void>> Tell::revocations(Asker asker) {
    const auto since = needs_.clock.now() - access_token_lifetime - clock_leeway;
    auto users = co_await needs_.people.refused_since(since);
    if (!users) co_return users.error();
    auto sessions = co_await needs_.sessions.ended_since(since);
    if (!sessions) co_return sessions.error();
    Revocations revocations{std::move(*users), std::move(*sessions)};
    co_return co_await needs_.answers.revocations(std::move(asker), std::move(revocations));
}

}  // namespace instante::authentication
