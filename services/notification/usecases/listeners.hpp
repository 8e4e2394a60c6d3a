#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "async/signal.hpp"
#include "async/task.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "notification/domain/ids.hpp"

namespace instante::notification {

/// Who listens, by what they showed when they began.
struct Caller {
    UserId user;
    std::uint64_t session = 0;
    core::Timestamp issued{};  ///< when their access token was
    core::Timestamp until{};   ///< until when it is good
};

/// Who listens live in this process. It holds nothing of what they are told: a wake-up says that there is something to read.
/// Safe from any loop.
class Listeners {
    struct State;

public:
    /// A place among those who listen, for as long as it lives.
    class Seat {
    public:
        ~Seat();
        Seat(const Seat&) = delete;
        Seat& operator=(const Seat&) = delete;

        [[nodiscard]] const Caller& caller() const;
        /// Whether it is to be left.
        [[nodiscard]] bool ended() const;
        /// Waits to be woken, at most `limit`. On the loop that the seat was taken for.
        [[nodiscard]] Task<bool> wait_for(std::chrono::milliseconds limit) const;

    private:
        friend class Listeners;
        struct Place;
        explicit Seat(std::unique_ptr<Place> place);
        std::unique_ptr<Place> place_;
    };

    /// `on_count` is told how many listen, whenever that changes; it must not block.
    explicit Listeners(std::function<void(std::size_t)> on_count = {});

    /// Errors: `too_many_streams` (of this person), `overloaded` (of all together, or it is closed).
    [[nodiscard]] Result<std::unique_ptr<Seat>> join(Caller caller, async::Executor loop) const;
    void wake(const std::vector<UserId>& users) const;
    /// Wakes everybody: some have not been woken when they should have been. Not all at once, since each reads the store.
    [[nodiscard]] Task<void> wake_all() const;
    /// Ends those who may not listen any more.
    void end_where(const std::function<bool(const Caller&)>& is_refused) const;
    /// Ends all, and takes no more.
    void close() const;

private:
    [[nodiscard]] std::optional<UserId> wake_some(UserId after) const;
    std::shared_ptr<State> state_;
};

}  // namespace instante::notification
