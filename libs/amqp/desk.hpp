#pragma once

#include <memory>
#include <utility>

#include "amqp/connection.hpp"
#include "async/pool.hpp"
#include "async/task.hpp"

namespace instante::amqp {

/// Where the broker is asked things, one at a time: a thread and a connection of its own, made when it is needed. Nothing is read
/// from it in between, so it has no heartbeat; when it turns out to be lost, the question is asked once more on a new one.
class Desk {
public:
    inline static constexpr amqp_channel_t channel = 1;

    explicit Desk(Connection::Options options) : options_(std::move(options)) { options_.heartbeat = {}; }
    /// Done with: the thread ends first.
    ~Desk() = default;

    /// Runs `question(Connection&)`, which returns a `Result` and may be called twice, on the desk's thread.
    template <class Question>
    auto ask(Question question) -> Task<decltype(question(std::declval<Connection&>()))> {
        auto work = [this, question = std::move(question)]() mutable -> decltype(question(std::declval<Connection&>())) {
            auto ready = connection();
            if (!ready) return ready.error();
            auto answer = question(**ready);
            if (!(*ready)->is_lost()) return answer;
            connection_.reset();
            ready = connection();
            if (!ready) return ready.error();
            return question(**ready);
        };
        return async::on(pool_, std::move(work));
    }

private:
    Result<Connection*> connection();

    Connection::Options options_;
    std::unique_ptr<Connection> connection_;
    async::Pool pool_{{.name = "amqp-desk", .threads = 1, .queue_limit = 1'000}};
};

}  // namespace instante::amqp
