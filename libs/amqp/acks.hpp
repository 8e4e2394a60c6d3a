#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace instante::amqp {

/// What a channel handed out, and what of it is done with: so that many are acknowledged by one frame where nothing before them
/// is still in hand.
class Acks {
public:
    struct Due {
        std::optional<std::uint64_t> up_to;  ///< all up to this one
        std::vector<std::uint64_t> single;   ///< and these alone
    };

    /// The broker's next delivery tag (they rise by one).
    void delivered(std::uint64_t tag);
    void done(std::uint64_t tag);
    /// What is to be acknowledged since the last time.
    Due take();

private:
    enum class State : std::uint8_t { in_hand, done, acknowledged };
    std::deque<State> states_;
    std::uint64_t first_ = 1;  ///< the tag of the front of `states_`
    std::vector<std::uint64_t> fresh_;
};

}  // namespace instante::amqp
