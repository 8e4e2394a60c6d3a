#include "s3/caller.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <utility>

#include "async/signal.hpp"
#include "core/encoding.hpp"
#include "crypto/hash.hpp"
#include "s3/explain.hpp"

namespace instante::s3 {
namespace {

using Steady = std::chrono::steady_clock;

/// Smaller contents are hashed where they are: it takes less than the way to another thread and back.
constexpr std::size_t hashed_in_place = 16 * 1024;

/// Somewhere between half of `pause` and all of it, so that those who failed together do not come back together.
std::chrono::milliseconds scattered(std::chrono::milliseconds pause) {
    thread_local std::minstd_rand random{std::random_device{}()};
    return std::chrono::milliseconds{std::uniform_int_distribution<std::int64_t>{pause.count() / 2, pause.count()}(random)};
}

bool is_one_of(std::string_view code, std::initializer_list<std::string_view> codes) {
    return std::ranges::find(codes, code) != codes.end();
}

}  // namespace

http::SharedContent share(std::string content) {
    auto owner = std::make_shared<const std::string>(std::move(content));
    const std::string_view all{*owner};
    return {std::move(owner), all};
}

Task<Result<Answer>> Caller::call(Call call) {
    auto hashed = co_await hash(call.content);
    if (!hashed) co_return hashed.error();
    auto answer = std::make_shared<Answer>();
    const auto last_begin = Steady::now() + needs_.patience.limit;
    auto pause = needs_.patience.first_pause;
    for (int tries = 1;; ++tries) {
        auto outcome = co_await attempt(call, *hashed, answer);
        if (outcome.next == Outcome::Next::done) co_return std::move(*answer);
        answer->is_repeated = answer->is_repeated || outcome.is_unknown;
        const bool is_over = tries >= needs_.patience.tries || Steady::now() + pause > last_begin;
        if (outcome.next == Outcome::Next::give_up || is_over) co_return outcome.failure;
        co_await async::sleep(scattered(pause));
        pause *= 2;
    }
}

Task<Result<std::string>> Caller::hash(http::SharedContent content) {
    if (content.part.size() <= hashed_in_place) co_return core::hex_encode(crypto::sha256(content.part));
    auto work = [content]() -> Result<std::string> { return core::hex_encode(crypto::sha256(content.part)); };
    co_return co_await async::on(needs_.hashing, std::move(work));
}

Task<Caller::Outcome> Caller::attempt(Call call, std::string content_hash, std::shared_ptr<Answer> answer) {
    auto credentials = co_await needs_.credentials.current();
    if (!credentials) co_return Outcome{Outcome::Next::again, credentials.error(), false};
    const auto plain = unsigned_of(call);
    http::ClientRequest request;
    request.method = call.method;
    request.url = needs_.location.origin + plain.path;
    if (!call.query.empty()) request.url.append("?").append(canonical_query(call.query));
    request.headers = sign(plain, *credentials, needs_.location.region, content_hash, now());
    request.shared = std::move(call.content);
    auto response = co_await needs_.client.send(std::move(request));
    if (!response) co_return judge_failure(response.error());
    auto outcome = judge(*response);
    if (outcome.next == Outcome::Next::done) answer->response = std::move(*response);
    co_return outcome;
}

Unsigned Caller::unsigned_of(const Call& call) const {
    return {call.method, needs_.location.host, needs_.location.path_of(call.key), call.query, call.headers};
}

Caller::Outcome Caller::judge(const http::ClientResponse& response) {
    if (response.status >= 200 && response.status < 300) return {};
    const auto refusal = read_refusal(response);
    const bool is_of_the_object =
        response.status == 404 || response.status == 409 || response.status == 412 || response.status == 416;
    const bool is_passing = is_one_of(refusal.code, {"ConditionalRequestConflict", "OperationAborted"});
    if (is_of_the_object && !is_passing && refusal.code != "NoSuchBucket") return {};
    return judge_refusal(response, refusal);
}

Caller::Outcome Caller::judge_refusal(const http::ClientResponse& response, const Refusal& refusal) {
    const auto& code = refusal.code;
    const auto told = explain(refusal, needs_.location);
    if (code == "SlowDown" || response.status == 429)
        return {Outcome::Next::again, core::Error{core::overloaded, "S3: " + told}, false};
    if (response.status >= 500 || response.status == 408 || code == "RequestTimeout")
        return {Outcome::Next::again, away(told), true};
    if (code == "RequestTimeTooSkewed") {
        set_clock_by(response);
        return {Outcome::Next::again, away(told), false};
    }
    const bool is_about_us = response.status == 400 || response.status == 401 || response.status == 403;
    if (is_about_us) needs_.credentials.doubt();
    const bool has_ended =
        is_one_of(code, {"ExpiredToken", "TokenRefreshRequired", "InvalidToken"}) || (is_about_us && code.empty());
    const bool is_passing = is_one_of(code, {"ConditionalRequestConflict", "OperationAborted"});
    return {has_ended || is_passing ? Outcome::Next::again : Outcome::Next::give_up, away(told), false};
}

Caller::Outcome Caller::judge_failure(const core::Error& failure) const {
    if (failure.code() == core::overloaded || failure.code() == core::malformed)
        return {Outcome::Next::give_up, failure.kind() == core::Kind::malformed ? away(failure.note()) : failure, false};
    const bool is_unknown = failure.code() == core::timed_out;
    return {Outcome::Next::again, away(needs_.location.origin + " cannot be reached: " + failure.note()), is_unknown};
}

core::Error Caller::away(std::string_view what) const {
    return core::Error{core::engine_away, "S3: " + std::string{what}};
}

core::Timestamp Caller::now() const {
    return needs_.clock.now() + std::chrono::milliseconds{clock_skew_ms_.load(std::memory_order_relaxed)};
}

/// What S3 signs by is its own clock.
void Caller::set_clock_by(const http::ClientResponse& response) {
    const auto theirs = parse_http_date(response.headers.find("Date").value_or(""));
    if (theirs) clock_skew_ms_.store((*theirs - needs_.clock.now()).count(), std::memory_order_relaxed);
}

Task<Result<std::string>> Caller::presigned_get(std::string key, std::chrono::seconds lifetime) {
    auto credentials = co_await needs_.credentials.current();
    if (!credentials) co_return credentials.error();
    Call call;
    call.key = std::move(key);
    const auto plain = unsigned_of(call);
    co_return needs_.location.origin + plain.path + '?' + presign(plain, *credentials, needs_.location.region, lifetime, now());
}

}  // namespace instante::s3
