#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "http/router.hpp"

namespace instante::notification {

/// Google, as far as Instante speaks to it: the OAuth2 token endpoint and FCM HTTP v1, and the door by which tests plan and look.
/// Everything from one loop.
///   POST /token · POST /v1/projects/{project}/messages:send
///   POST /stand-in/plan    {"token": "phone-1", "answers": [{"status": 404, "error_code": "UNREGISTERED"}, {"status": 429,
///   "retry_after": 2}]}:
///                          how the next messages to a device are answered, one after the other; then 200 again
///   GET /stand-in/count    {"messages": 2, "grants": 1, "first_at": 1764000000000, "last_at": 1764000000120}: of what was taken;
///   in milliseconds GET /stand-in/messages {"messages": [{"received_at": …, "content": {…}}]}: what was taken, in order;
///   `?after=` leaves so many out, at most 1,000
class Firebase {
public:
    void add_routes(http::Router& router);

private:
    struct Answer {
        std::int64_t status = 200;
        std::string error_code;
        std::string retry_after;  ///< empty: none is told
    };
    struct Taken {
        std::int64_t at_ms = 0;
        std::string content;
    };

    Task<Result<http::Response>> grant(http::Request request);
    Task<Result<http::Response>> send(http::Request request);
    Task<Result<http::Response>> plan(http::Request request);
    Task<Result<http::Response>> count(http::Request request);
    Task<Result<http::Response>> messages(http::Request request);

    Answer next_answer(const std::string& token);
    http::Response take(std::string content);

    std::vector<Taken> taken_;
    std::map<std::string, std::deque<Answer>> plan_;
    int grants_ = 0;
};

}  // namespace instante::notification
