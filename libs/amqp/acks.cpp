#include "amqp/acks.hpp"

#include <utility>

namespace instante::amqp {

void Acks::delivered(std::uint64_t tag) {
    if (states_.empty()) first_ = tag;
    states_.push_back(State::in_hand);
}

void Acks::done(std::uint64_t tag) {
    if (tag < first_ || tag >= first_ + states_.size()) return;
    auto& state = states_[tag - first_];
    if (state != State::in_hand) return;
    state = State::done;
    fresh_.push_back(tag);
}

Acks::Due Acks::take() {
    Due due;
    while (!states_.empty() && states_.front() != State::in_hand) {
        if (states_.front() == State::done) due.up_to = first_;
        states_.pop_front();
        ++first_;
    }
    for (const auto tag : std::exchange(fresh_, {})) {
        if (tag < first_) continue;
        states_[tag - first_] = State::acknowledged;
        due.single.push_back(tag);
    }
    return due;
}

}  // namespace instante::amqp
