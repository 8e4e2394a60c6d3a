#pragma once

#include <chrono>
#include <cstdint>

#include "http/message.hpp"

namespace instante::http {

/// What a call counts as where it is counted how often somebody calls. `other` is every call that is none of the rest.
enum class Limit : std::uint8_t { other, registration, login, forgot, upload, media, report };

/// What a limiter says of a call.
struct Allowance {
    bool granted = true;
    std::uint32_t limit = 0;              ///< calls in a period; 0: this call is not limited
    std::uint32_t remaining = 0;          ///< of these, now
    std::chrono::seconds reset{0};        ///< until all of them are there again
    std::chrono::seconds retry_after{0};  ///< where it is not granted: until one is
};

/// Counts calls, and says which are too many. What the router asks before a handler runs.
class Limiter {
public:
    virtual ~Limiter() = default;
    /// Counts `request`, whose content has not been read. From any loop; never waits.
    [[nodiscard]] virtual Allowance admit(const Request& request, Limit limit) = 0;
};

}  // namespace instante::http
