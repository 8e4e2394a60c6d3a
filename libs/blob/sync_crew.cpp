#include "blob/sync_crew.hpp"

#include <pthread.h>

#include <algorithm>
#include <system_error>

namespace instante::blob {

SyncCrew::~SyncCrew() {
    {
        const std::lock_guard lock{mutex_};
        closing_ = true;
    }
    more_.notify_all();
    for (auto& thread : threads_) thread.join();
}

void SyncCrew::each(std::size_t count, const std::function<void(std::size_t)>& work) {
    const auto helpers = count == 0 ? 0 : std::min(count - 1, most_);
    grow_to(helpers);
    std::unique_lock lock{mutex_};
    work_ = &work;
    next_ = 0;
    count_ = unfinished_ = count;
    for (std::size_t i = 0; i < helpers; ++i) more_.notify_one();
    take_what_is_left(lock);
    done_.wait(lock, [this] { return unfinished_ == 0; });
}

void SyncCrew::grow_to(std::size_t helpers) {
    try {
        while (threads_.size() < helpers) threads_.emplace_back([this] { help(); });
    } catch (const std::system_error&) {
        // The machine gives no more threads: those that are there do it, if need be the caller alone.
    }
}

void SyncCrew::help() {
    pthread_setname_np(pthread_self(), "blob-sync");
    std::unique_lock lock{mutex_};
    for (;;) {
        more_.wait(lock, [this] { return closing_ || next_ < count_; });
        if (closing_) return;
        take_what_is_left(lock);
    }
}

void SyncCrew::take_what_is_left(std::unique_lock<std::mutex>& lock) {
    while (next_ < count_) {
        const auto index = next_++;
        lock.unlock();
        (*work_)(index);
        lock.lock();
        if (--unfinished_ == 0) done_.notify_one();
    }
}

}  // namespace instante::blob
