#include "bus/verdict.hpp"

#include <array>

namespace instante::bus {

Verdict judge(const core::Error& error) {
    if (error.code() == core::engine_away) return Verdict::pause;
    using core::Kind;
    switch (error.kind()) {
        case Kind::rate_limited:
        case Kind::unavailable:
        case Kind::timed_out:
        case Kind::internal:
            return Verdict::retry;
        case Kind::malformed:
        case Kind::invalid:
        case Kind::unauthenticated:
        case Kind::forbidden:
        case Kind::not_found:
        case Kind::gone:
        case Kind::conflict:
        case Kind::precondition_failed:
        case Kind::too_large:
        case Kind::unsupported:
            return Verdict::park;
    }
    return Verdict::park;  // not reached: every kind is named above
}

std::optional<std::chrono::seconds> retry_delay(int attempt) {
    constexpr std::array delays{1, 2, 5, 15, 30, 60, 300, 300};
    if (attempt < 0 || static_cast<std::size_t>(attempt) >= delays.size()) return std::nullopt;
    return std::chrono::seconds{delays.at(static_cast<std::size_t>(attempt))};
}

}  // namespace instante::bus
