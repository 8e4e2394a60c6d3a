#pragma once

#include <cstdint>
#include <utility>

#include "async/task.hpp"
#include "core/error.hpp"

namespace instante::async::testing {

/// Makes the nth write of a set of stores fail: before it took effect, or (its answer lost) after. What a `Flaky` decorator of a
/// port asks.
class Faults {
public:
    enum class When : std::uint8_t { before, after };
    void fail(int nth, When when) {
        calls_ = 0;
        nth_ = nth;
        when_ = when;
    }
    void heal() { nth_ = 0; }
    /// Whether the fault has struck since `fail`.
    [[nodiscard]] bool struck() const { return nth_ != 0 && calls_ >= nth_; }

    template <class T>
    Task<Result<T>> guard(Task<Result<T>> write) {
        const bool fails = ++calls_ == nth_;
        if (fails && when_ == When::before) co_return core::Error{core::engine_away};
        auto result = co_await std::move(write);
        if (fails) co_return core::Error{core::timed_out};
        co_return result;
    }

private:
    int calls_ = 0;
    int nth_ = 0;
    When when_ = When::before;
};

}  // namespace instante::async::testing
