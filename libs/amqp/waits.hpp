#pragma once

#include <chrono>
#include <set>

#include "bus/delays.hpp"

namespace instante::amqp {

/// How long a message that failed may wait: there is a queue for each of few delays, however many an error may ask for.
class Waits {
public:
    explicit Waits(const bus::Delays& delays);

    /// The shortest that is at least `delay` (the longest, beyond).
    [[nodiscard]] std::chrono::milliseconds at_least(std::chrono::milliseconds delay) const;
    [[nodiscard]] const std::set<std::chrono::milliseconds>& all() const { return all_; }

private:
    std::set<std::chrono::milliseconds> all_;
};

}  // namespace instante::amqp
