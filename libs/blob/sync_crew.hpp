#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace instante::blob {

/// Threads that wait for the disk side by side: it takes many syncs in about the time of one, and one after the other they would
/// each wait for all that others have on the way there.
class SyncCrew {
public:
    /// At most `threads` of its own, each begun when there is first something for it to do.
    explicit SyncCrew(std::size_t threads) : most_(threads) {}
    ~SyncCrew();
    SyncCrew(const SyncCrew&) = delete;
    SyncCrew& operator=(const SyncCrew&) = delete;

    /// Calls `work` once with each index below `count`, in no order, by the crew and the caller, and returns when all is done.
    /// `work` throws nothing. For one caller at a time.
    void each(std::size_t count, const std::function<void(std::size_t)>& work);

private:
    void grow_to(std::size_t helpers);
    void help();
    void take_what_is_left(std::unique_lock<std::mutex>& lock);

    const std::size_t most_;
    std::mutex mutex_;
    std::condition_variable more_;
    std::condition_variable done_;
    const std::function<void(std::size_t)>* work_ = nullptr;
    std::size_t next_ = 0;
    std::size_t count_ = 0;
    std::size_t unfinished_ = 0;
    bool closing_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace instante::blob
