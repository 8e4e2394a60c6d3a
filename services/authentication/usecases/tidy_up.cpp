#include "authentication/usecases/tidy_up.hpp"

#include "authentication/domain/session.hpp"

namespace instante::authentication {

namespace {

/// A rendering is retried for some minutes, and a queue may stand for hours; what took longer will not come.
constexpr std::chrono::milliseconds picture_lifetime{std::chrono::days{7}};

}  // namespace

Task<Result<bool>> TidyUp::operator()() {
    const auto now = clock_.now();
    auto sessions = co_await sessions_.sweep(now - session_idle_limit, now - access_token_lifetime - clock_leeway, step);
    if (!sessions) co_return sessions.error();
    auto keys = co_await accounts_.forget_keys(now - request_key_lifetime, step);
    if (!keys) co_return keys.error();
    auto pictures = co_await pictures_.sweep(now - picture_lifetime, step);
    if (!pictures) co_return pictures.error();
    auto tokens = co_await mails_.sweep(now, step);
    if (!tokens) co_return tokens.error();
    auto swept = co_await mailer_.sweep();
    if (!swept) co_return swept.error();
    auto tended = co_await search_.tend();
    if (!tended) co_return tended.error();
    co_return *sessions >= step || *keys >= step || *pictures >= step || *tokens >= step || *tended;
}

}  // namespace instante::authentication
