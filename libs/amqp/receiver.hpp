#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "amqp/acks.hpp"
#include "amqp/subscription.hpp"
#include "amqp/topology.hpp"
#include "amqp/worker.hpp"
#include "async/one_shot.hpp"

namespace instante::amqp {

/// Hands out what comes, on a connection and a thread of its own: a channel for each consumer. What a lost connection had handed
/// out comes again on the next.
class Receiver final : public Worker {
public:
    Receiver(Connection::Options options, Declared& declared, telemetry::Log log);
    ~Receiver() override;

    /// Makes a queue of this instance: it belongs to this connection, and is made again with the next.
    async::OneShot<Result<void>> declare(bus::Queue queue);
    /// Begins to consume; the subscription ends when it is closed.
    std::shared_ptr<Subscription> subscribe(const std::string& queue, std::size_t prefetch);
    /// What the consumers of this process have of `queue`.
    [[nodiscard]] std::vector<std::shared_ptr<Subscription>> consumers_of(const std::string& queue) const;

private:
    using Steady = std::chrono::steady_clock;
    /// An open channel with its consumer.
    struct Channel {
        std::shared_ptr<Subscription> subscription;
        Acks acks = {};
        std::vector<bus::Delivery> arrived = {};
    };
    /// A consumer that has no channel.
    struct Waiting {
        std::shared_ptr<Subscription> subscription;
        Steady::time_point until{};
    };
    using Channels = std::map<amqp_channel_t, Channel>;
    struct Own {
        bus::Queue queue;
        async::OneShot<Result<void>> made;
    };

    Answer begin(Connection& connection) override;
    bool turn(Connection& connection) override;
    void lost() override;
    bool is_done() override;

    void adopt();
    void declare_own(Connection& connection);
    void open_channels(Connection& connection);
    Answer open(Connection& connection, amqp_channel_t number, Subscription& subscription);
    static Answer consume(Connection& connection, amqp_channel_t number, const Subscription& subscription);
    amqp_channel_t fresh_number();
    bool read_deliveries(Connection& connection);
    void read_other(Connection& connection, const amqp_frame_t& frame);
    void suspend(Channels::iterator channel, Steady::duration rest);
    void hand_over();
    void acknowledge(Connection& connection);
    void close_channels(Connection& connection);
    void forget(const std::shared_ptr<Subscription>& subscription);

    Declared& declared_;

    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<Subscription>> subscriptions_;  ///< all that are not forgotten
    std::vector<std::shared_ptr<Subscription>> new_;
    std::deque<Own> asked_;

    // Of the thread.
    Channels channels_;
    std::vector<Waiting> waiting_;
    amqp_channel_t last_number_ = 1;
    std::vector<bus::Queue> own_;
};

}  // namespace instante::amqp
