#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "async/one_shot.hpp"
#include "async/task.hpp"
#include "core/error.hpp"
#include "core/units.hpp"

namespace instante::resize_image {

/// A budget of memory that jobs take their part of before they start, first come first served, with a bounded queue. Safe from
/// coroutines of any loop; it must outlive its tickets.
class Admission {
public:
    /// A job's part of the budget, given back when it is destroyed.
    class Ticket {
    public:
        Ticket(Ticket&& other) noexcept : admission_(std::exchange(other.admission_, nullptr)), part_(other.part_) {}
        Ticket(const Ticket&) = delete;
        Ticket& operator=(Ticket&&) = delete;
        Ticket& operator=(const Ticket&) = delete;
        ~Ticket();

    private:
        friend Admission;
        Ticket(Admission& admission, core::Bytes part) : admission_(&admission), part_(part) {}

        Admission* admission_;
        core::Bytes part_;
    };

    Admission(core::Bytes budget, std::size_t most_waiting) : budget_(budget), most_waiting_(most_waiting) {}

    /// Waits for `need` of the budget; a job that needs more than all of it is admitted alone. Errors: `queue_full`, with a time
    /// to retry after.
    [[nodiscard]] Task<Result<Ticket>> admit(core::Bytes need);

    [[nodiscard]] std::size_t waiting() const;
    [[nodiscard]] core::Bytes used() const;

private:
    struct Waiter {
        core::Bytes part;
        async::OneShot<Ticket> turn;
    };

    void release(core::Bytes part);
    /// Admits from the front of the queue while it fits. Called with the lock held; the turns are announced without it.
    [[nodiscard]] std::list<Waiter> take_admitted();

    const core::Bytes budget_;
    const std::size_t most_waiting_;
    mutable std::mutex mutex_;
    core::Bytes used_;
    std::list<Waiter> waiters_;
};

}  // namespace instante::resize_image
