#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include "async/task.hpp"

namespace instante::async {

/// The program's loops: `count` io_contexts with a thread each. A connection, a consumer and a scope each stay on one loop.
class Loops {
public:
    explicit Loops(std::size_t count);
    ~Loops();
    Loops(const Loops&) = delete;
    Loops& operator=(const Loops&) = delete;

    [[nodiscard]] std::size_t size() const { return contexts_.size(); }
    [[nodiscard]] Executor at(std::size_t index) { return contexts_[index % contexts_.size()]->get_executor(); }

    /// Starts `work` on loop `index` and blocks this thread (which is none of the loops') until it has ended. Rethrows what it
    /// throws.
    void run(std::size_t index, Task<void> work);
    /// Ends the loops once what runs on them has ended, and joins the threads.
    void stop();

private:
    std::vector<std::unique_ptr<boost::asio::io_context>> contexts_;
    std::vector<boost::asio::executor_work_guard<Executor>> work_;
    std::vector<std::thread> threads_;
};

}  // namespace instante::async
