#include "notification/outbound/fcm/access_tokens.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "json/reader.hpp"

namespace instante::notification {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds renew_before_end = 5min;

/// How long a token that lives for `life` is used: a short-lived one at least for half of it.
std::chrono::milliseconds use_of(std::chrono::milliseconds life) {
    return std::max(life - renew_before_end, life / 2);
}

/// What OAuth calls an error (RFC 6749 §5.2); it holds no secret.
std::string error_of(const http::ClientResponse& response) {
    auto document = json::Document::parse(response.content);
    if (!document) return {};
    return document->root().optional_string("error").value_or("");
}

}  // namespace

/// The right to ask, with the duty to tell those who wait, however the asking ends.
class AccessTokens::Turn {
public:
    explicit Turn(AccessTokens& tokens) : tokens_(tokens) { tokens_.asking_ = true; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() {
        tokens_.asking_ = false;
        for (const auto& waiter : std::exchange(tokens_.waiting_, {})) waiter.set(outcome);
    }

    Result<std::string> outcome = core::Error{core::unavailable, "asking for an access token was broken off"};

private:
    AccessTokens& tokens_;
};

Task<Result<std::string>> AccessTokens::token() {
    if (clock_.now() < good_until_) co_return token_;
    if (asking_) {
        const async::OneShot<Result<std::string>> told;
        waiting_.push_back(told);
        auto outcome = co_await told.wait();
        co_return outcome;
    }
    Turn turn{*this};
    turn.outcome = co_await ask();
    co_return turn.outcome;
}

void AccessTokens::reject(std::string_view token) {
    if (token == token_) good_until_ = {};
}

Task<Result<std::string>> AccessTokens::ask() {
    const auto now = clock_.now();
    auto assertion = sign_assertion(account_, std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
    if (!assertion) co_return assertion.error();
    http::ClientRequest request;
    request.method = http::Method::post;
    request.url = account_.token_uri;
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.content = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + *assertion;
    auto response = co_await client_.send(std::move(request));
    if (!response) co_return response.error();
    co_return take(*response, now);
}

Result<std::string> AccessTokens::take(const http::ClientResponse& response, core::Timestamp asked_at) {
    if (response.status != 200)
        return core::Error{core::unavailable, "no access token: " + std::to_string(response.status) + ' ' + error_of(response)};
    auto document = json::Document::parse(response.content);
    if (!document) return core::Error{core::unavailable, "no access token: the answer is not JSON"};
    auto root = document->root();
    auto token = root.string("access_token");
    const auto life =
        std::chrono::seconds{std::clamp<std::int64_t>(root.optional_integer("expires_in").value_or(0), 0, 24 * 3600)};
    if (!document->outcome() || token->empty()) return core::Error{core::unavailable, "no access token in the answer"};
    token_ = std::move(*token);
    good_until_ = asked_at + use_of(life);
    return token_;
}

}  // namespace instante::notification
