#pragma once

#include <string>

namespace instante::core {

/// Which request some work belongs to: passed on from HTTP to messages and back, so that logs of four services tell one story.
struct Trace {
    std::string request_id;   ///< `X-Request-Id`
    std::string traceparent;  ///< W3C Trace Context, `00-<32 hex>-<16 hex>-<2 hex>`; empty when there is none
};

}  // namespace instante::core
