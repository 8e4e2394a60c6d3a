#pragma once

#include <algorithm>
#include <chrono>

#include "http/server/moment.hpp"

namespace instante::http::server {

/// Allows `burst` at once and `per_second` for long.
class TokenBucket {
public:
    TokenBucket(double burst, double per_second) : burst_(burst), per_second_(per_second), tokens_(burst) {}

    /// Takes one; false when there is none.
    bool take(Moment now) {
        const auto passed = std::chrono::duration<double>(now - filled_).count();
        tokens_ = std::min(burst_, tokens_ + passed * per_second_);
        filled_ = now;
        if (tokens_ < 1) return false;
        tokens_ -= 1;
        return true;
    }

private:
    double burst_;
    double per_second_;
    double tokens_;
    Moment filled_ = SteadyClock::now();
};

}  // namespace instante::http::server
