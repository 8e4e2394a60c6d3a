#include "async/pool.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace instante::async {

Pool::Pool(Options options) : options_(std::move(options)) {
    threads_.reserve(options_.threads);
    for (std::size_t i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { work(); });
}

Pool::~Pool() {
    {
        const std::lock_guard lock{mutex_};
        closing_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
}

bool Pool::submit(Job job) {
    {
        const std::lock_guard lock{mutex_};
        if (jobs_.size() >= options_.queue_limit) return false;
        jobs_.push_back(std::move(job));
    }
    changed_.notify_one();
    return true;
}

std::size_t Pool::waiting() const {
    const std::lock_guard lock{mutex_};
    return jobs_.size();
}

void Pool::work() {
    pthread_setname_np(pthread_self(), options_.name.substr(0, 15).c_str());
    if (options_.nice != 0) setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), options_.nice);
    for (;;) {
        Job job;
        {
            std::unique_lock lock{mutex_};
            changed_.wait(lock, [this] { return closing_ || !jobs_.empty(); });
            if (jobs_.empty()) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
        }
        job();
    }
}

}  // namespace instante::async
