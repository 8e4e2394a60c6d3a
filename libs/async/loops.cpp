#include "async/loops.hpp"

#include <pthread.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <string>
#include <utility>

namespace instante::async {

Loops::Loops(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        contexts_.push_back(std::make_unique<boost::asio::io_context>(1));
        work_.push_back(boost::asio::make_work_guard(*contexts_.back()));
        threads_.emplace_back([i, context = contexts_.back().get()] {
            pthread_setname_np(pthread_self(), ("loop-" + std::to_string(i)).substr(0, 15).c_str());
            context->run();
        });
    }
}

Loops::~Loops() {
    stop();
}

void Loops::run(std::size_t index, Task<void> work) {
    boost::asio::co_spawn(at(index), std::move(work), boost::asio::use_future).get();
}

void Loops::stop() {
    work_.clear();
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
}

}  // namespace instante::async
