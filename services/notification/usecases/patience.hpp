#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

namespace instante::notification {

/// Tells from a row of failures that a service is away as a whole, and how long to leave it alone: longer each time, until
/// something succeeds.
class Patience {
public:
    struct Options {
        std::size_t failures;  ///< in a row, to lose patience
        std::chrono::milliseconds first_pause;
        std::chrono::milliseconds longest_pause;

        constexpr Options(std::size_t row = 20, std::chrono::milliseconds first = std::chrono::seconds{1},
                          std::chrono::milliseconds longest = std::chrono::minutes{1})
            : failures(row), first_pause(first), longest_pause(longest) {}
    };

    explicit Patience(Options options) : options_(options), next_(options.first_pause) {}

    /// Whether patience is lost with this one.
    bool failed() { return ++in_row_ == options_.failures; }
    /// Whether patience is regained.
    bool succeeded() {
        next_ = options_.first_pause;
        return std::exchange(in_row_, 0) >= options_.failures;
    }
    /// How long to wait before the next try: none with patience, else doubled each time.
    std::chrono::milliseconds pause() {
        if (in_row_ < options_.failures) return {};
        return std::exchange(next_, std::min(next_ * 2, options_.longest_pause));
    }

private:
    Options options_;
    std::size_t in_row_ = 0;
    std::chrono::milliseconds next_;
};

}  // namespace instante::notification
