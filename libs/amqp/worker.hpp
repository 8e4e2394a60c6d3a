#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "amqp/connection.hpp"
#include "core/error.hpp"
#include "telemetry/log.hpp"

namespace instante::amqp {

/// A connection with a thread of its own: connects, and again (after 100 ms, doubling to 2 s) whenever it is lost. In between it
/// calls its owner for turns, whenever something came or `wake` was called, and at least every second.
class Worker {
public:
    Worker(Connection::Options options, telemetry::Log log);
    virtual ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Starts the thread: on `connection`, begun before this returns (within its own deadlines), or on one that it makes. Once.
    Answer start(std::unique_ptr<Connection> connection);
    /// Waits for what is in hand (at most 5 s), and for the thread's end; again: nothing. The destructor of whoever derives calls
    /// it.
    void stop();
    /// Safe from any thread.
    void wake() const;
    [[nodiscard]] bool is_connected() const { return connected_.load(std::memory_order_acquire); }

protected:
    [[nodiscard]] telemetry::Log& log() { return log_; }

    // On the thread.
    /// A connection is there: makes what it needs.
    virtual Answer begin(Connection& connection) = 0;
    /// Does what there is to do now; whether there may be more at once. A connection that is lost shows in itself.
    virtual bool turn(Connection& connection) = 0;
    /// The connection is gone, and what was under way on it.
    virtual void lost() = 0;
    /// Nothing is left to do: it may end.
    virtual bool is_done() = 0;

private:
    void run(std::unique_ptr<Connection> connection);
    void rest(std::chrono::milliseconds pause);
    void serve(Connection& connection);
    std::unique_ptr<Connection> connect();
    void wait(int socket, std::chrono::milliseconds limit) const;
    [[nodiscard]] bool is_time_to_end();

    Connection::Options options_;
    telemetry::Log log_;
    int wake_;
    std::atomic<bool> connected_{false};
    std::atomic<bool> stopping_{false};
    std::chrono::steady_clock::time_point end_by_{};
    bool told_away_ = false;
    std::thread thread_;
};

}  // namespace instante::amqp
