#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "async/pool.hpp"
#include "async/task.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "http/client.hpp"
#include "s3/answers.hpp"
#include "s3/credentials.hpp"
#include "s3/location.hpp"
#include "s3/signature.hpp"

namespace instante::s3 {

/// How long a call is tried.
struct Patience {
    int tries = 5;
    std::chrono::milliseconds first_pause{100};  ///< doubles; half of it is left to chance
    std::chrono::milliseconds limit{15'000};     ///< no try begins after this
};

/// One call of the API.
struct Call {
    http::Method method = http::Method::get;
    std::string key;  ///< empty: the bucket itself
    Fields query{};
    Fields headers{};  ///< names in lower case
    http::SharedContent content{};
};

/// A content that is nobody else's.
http::SharedContent share(std::string content);

/// An answer to a call: 2xx, or a refusal that says something of the object alone (404 of a key, 409, 412, 416).
struct Answer {
    http::ClientResponse response;
    bool is_repeated = false;  ///< an earlier try may have done it already
};

/// Calls S3: signs, sends, and tries again what can be tried again (5xx, SlowDown, a connection that is lost, credentials that
/// have just ended, a clock that differs). Every call is safe to repeat. Safe from any coroutine.
class Caller {
public:
    struct Needs {
        Location location;
        CredentialKeeper& credentials;
        http::Client& client;
        async::Pool& hashing;
        const core::Clock& clock;
        Patience patience;
    };
    explicit Caller(Needs needs) : needs_(std::move(needs)) {}

    /// Errors: `overloaded` (SlowDown, or too many calls here); `engine_away` (nobody there, 5xx, or it refuses us: credentials,
    /// no such bucket), its note for the operator.
    [[nodiscard]] Task<Result<Answer>> call(Call call);
    /// A URL that gives `key` to whoever has it for `lifetime`. Errors: `engine_away`.
    [[nodiscard]] Task<Result<std::string>> presigned_get(std::string key, std::chrono::seconds lifetime);
    [[nodiscard]] const Location& location() const { return needs_.location; }

private:
    /// What a try comes to.
    struct Outcome {
        enum class Next : std::uint8_t { done, again, give_up };
        Next next = Next::done;
        core::Error failure{};
        bool is_unknown = false;  ///< it may have been done
    };

    Task<Result<std::string>> hash(http::SharedContent content);
    Task<Outcome> attempt(Call call, std::string content_hash, std::shared_ptr<Answer> answer);
    Outcome judge(const http::ClientResponse& response);
    Outcome judge_refusal(const http::ClientResponse& response, const Refusal& refusal);
    [[nodiscard]] Outcome judge_failure(const core::Error& failure) const;
    [[nodiscard]] core::Error away(std::string_view what) const;
    [[nodiscard]] Unsigned unsigned_of(const Call& call) const;
    [[nodiscard]] core::Timestamp now() const;
    void set_clock_by(const http::ClientResponse& response);

    Needs needs_;
    std::atomic<std::int64_t> clock_skew_ms_{0};  ///< S3's clock less ours, once it has complained
};

}  // namespace instante::s3
