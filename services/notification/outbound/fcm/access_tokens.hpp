#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "async/one_shot.hpp"
#include "async/task.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "http/client.hpp"
#include "notification/outbound/fcm/service_account.hpp"

namespace instante::notification {

/// Access tokens for Google's interfaces (RFC 7523, RFC 6749 §5): one is kept until five minutes before its end, and one request
/// for the next is under way at most. Used on one loop.
class AccessTokens {
public:
    /// Client and clock outlive this.
    AccessTokens(ServiceAccount account, http::Client& client, const core::Clock& clock)
        : account_(std::move(account)), client_(client), clock_(clock) {}

    /// Errors: `unavailable`, `timed_out`; the note says what Google said.
    [[nodiscard]] Task<Result<std::string>> token();
    /// `token` was refused: the next call gets another.
    void reject(std::string_view token);

private:
    class Turn;
    Task<Result<std::string>> ask();
    Result<std::string> take(const http::ClientResponse& response, core::Timestamp asked_at);

    ServiceAccount account_;
    http::Client& client_;
    const core::Clock& clock_;
    std::string token_;
    core::Timestamp good_until_{};
    bool asking_ = false;
    std::vector<async::OneShot<Result<std::string>>> waiting_;
};

}  // namespace instante::notification
