#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <mutex>

namespace instante::core {

/// A shared mutex (for std::shared_lock and std::unique_lock) over what is read without pause and seldom written. Each thread
/// reads under one of a few mutexes, which nobody but a writer takes from it as long as there are no more threads than those: so
/// readers share nothing that they write, and a writer, who takes all of them, is never starved. Unlocked by the thread that
/// locked it; not recursive.
class ReadMostlyMutex {
public:
    void lock() {
        for (auto& stripe : stripes_) stripe.mutex.lock();
    }
    void unlock() {
        for (auto& stripe : stripes_) stripe.mutex.unlock();
    }
    void lock_shared() { own().mutex.lock(); }
    void unlock_shared() { own().mutex.unlock(); }

private:
    struct alignas(64) Stripe {
        std::mutex mutex;
    };
    static constexpr std::size_t stripe_count = 16;

    Stripe& own() {
        static std::atomic<std::size_t> threads{0};
        thread_local const auto number = threads.fetch_add(1, std::memory_order_relaxed);
        return stripes_[number % stripe_count];
    }

    std::array<Stripe, stripe_count> stripes_;
};

}  // namespace instante::core
