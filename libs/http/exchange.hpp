#pragma once

#include <chrono>
#include <string>

#include "core/trace.hpp"
#include "http/cors.hpp"
#include "http/limiter.hpp"
#include "http/message.hpp"
#include "http/router.hpp"

namespace instante::http {

/// What the end of an exchange must know of its request, which by then is the handler's.
struct Exchange {
    core::Trace trace;  ///< what came in sane, else made anew
    Method method = Method::get;
    std::string origin;
    bool takes_gzip = false;
    std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
};

Exchange begin_exchange(const Request& request);

/// Makes a response whole: the headers that every answer has, CORS, gzip, and to HEAD no content.
void finish_response(const Exchange& exchange, const RouterOptions& options, const Cors& cors, Response& response);

/// Tells a caller how much is left: `RateLimit-Limit`, `-Remaining` and `-Reset` (draft-ietf-httpapi-ratelimit-headers-07).
void tell_allowance(const Allowance& allowance, Response& response);

}  // namespace instante::http
