#include "amqp/waits.hpp"

#include "bus/outcome.hpp"

namespace instante::amqp {

Waits::Waits(const bus::Delays& delays) : all_{std::chrono::minutes{10}, std::chrono::minutes{30}, bus::longest_delay} {
    constexpr int most_attempts = 100;
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        const auto delay = delays.retry(attempt);
        if (!delay) break;
        all_.insert(*delay);
    }
}

std::chrono::milliseconds Waits::at_least(std::chrono::milliseconds delay) const {
    const auto found = all_.lower_bound(delay);
    return found == all_.end() ? *all_.rbegin() : *found;
}

}  // namespace instante::amqp
