#include "resize_image/outbound/vips/admission.hpp"

#include <algorithm>
#include <chrono>

#include "resize_image/domain/errors.hpp"

namespace instante::resize_image {
namespace {

constexpr std::chrono::seconds retry_after{3};  // about what a full queue takes

}  // namespace

Admission::Ticket::~Ticket() {
    if (admission_ != nullptr) admission_->release(part_);
}

Task<Result<Admission::Ticket>> Admission::admit(core::Bytes need) {
    const auto part = std::min(need, budget_);
    async::OneShot<Ticket> turn;
    {
        const std::lock_guard lock{mutex_};
        if (waiters_.empty() && used_ + part <= budget_) {
            used_ = used_ + part;
            co_return Ticket{*this, part};
        }
        if (waiters_.size() >= most_waiting_) co_return core::Error{queue_full}.with_retry_after(retry_after);
        waiters_.push_back({part, turn});
    }
    // A wait that is cancelled leaves its place in the queue: its turn comes, nobody takes the ticket, and the next is admitted.
    co_return co_await turn.wait();
}

std::size_t Admission::waiting() const {
    const std::lock_guard lock{mutex_};
    return waiters_.size();
}

core::Bytes Admission::used() const {
    const std::lock_guard lock{mutex_};
    return used_;
}

void Admission::release(core::Bytes part) {
    std::list<Waiter> admitted;
    {
        const std::lock_guard lock{mutex_};
        used_.count -= part.count;
        admitted = take_admitted();
    }
    for (auto& waiter : admitted) waiter.turn.set(Ticket{*this, waiter.part});
}

std::list<Admission::Waiter> Admission::take_admitted() {
    std::list<Waiter> admitted;
    while (!waiters_.empty() && used_ + waiters_.front().part <= budget_) {
        used_ = used_ + waiters_.front().part;
        admitted.splice(admitted.end(), waiters_, waiters_.begin());
    }
    return admitted;
}

}  // namespace instante::resize_image
