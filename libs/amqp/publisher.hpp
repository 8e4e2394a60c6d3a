#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "amqp/headroom.hpp"
#include "amqp/shipment.hpp"
#include "amqp/topology.hpp"
#include "amqp/worker.hpp"

namespace instante::amqp {

/// Sends with confirms, on a connection and a thread of its own: what callers hand over together or one after the other shares a
/// window of unconfirmed messages, so that many slow confirms make a fast stream.
class Publisher final : public Worker {
public:
    Publisher(Connection::Options options, std::chrono::milliseconds confirm_deadline, Declared& declared, telemetry::Log log);
    ~Publisher() override;

    /// Sends them, and calls `done` on the publisher's thread (or at once, when it cannot): `overloaded`, `engine_away` (nothing
    /// was sent), `timed_out` (sent, but not confirmed). Safe from any thread.
    void send(Shipment shipment);

private:
    /// A message on the wire.
    struct Sent {
        std::shared_ptr<Shipment> shipment;
        std::size_t index = 0;
        std::chrono::steady_clock::time_point at{};
        bool returned = false;
        bool settled = false;

        [[nodiscard]] Parcel& parcel() const { return shipment->parcels[index]; }
    };
    /// A message that the broker gives back, as far as it is read.
    struct Return {
        std::string key;
        std::string id;
        std::uint64_t bytes_left = 0;
    };

    Answer begin(Connection& connection) override;
    bool turn(Connection& connection) override;
    void lost() override;
    bool is_done() override;

    bool read_frames(Connection& connection);
    void read_method(Connection& connection, const amqp_frame_t& frame);
    void read_return(const amqp_frame_t& frame);
    void mark_returned();
    void settle(Connection& connection, std::uint64_t tag, bool multiple, bool accepted);
    void settle_one(Connection& connection, Sent sent, bool accepted);
    Answer make(Connection& connection, const Shipment& shipment, const std::string& queue);
    void make_and_send_again(Connection& connection, const Sent& sent);
    void close(Shipment& shipment, std::optional<core::Error> failure);

    std::shared_ptr<Shipment> next();
    void dispatch(Connection& connection, std::shared_ptr<Shipment> shipment);
    std::optional<core::Error> prepare(Connection& connection, const Shipment& shipment);
    std::optional<core::Error> find_room(Connection& connection, const Shipment& shipment);
    bool put_on_wire(Connection& connection, const std::shared_ptr<Shipment>& shipment, std::size_t index);

    const std::chrono::milliseconds confirm_deadline_;
    Declared& declared_;

    std::mutex mutex_;
    std::deque<std::shared_ptr<Shipment>> waiting_;
    std::size_t messages_waiting_ = 0;
    bool is_closed_ = false;

    // Of the thread.
    std::deque<Sent> sent_;
    std::uint64_t first_tag_ = 1;  ///< of the front of `sent_`
    std::optional<Return> return_;
    std::set<std::string> made_;  ///< queues of retries, on this connection
    Headroom headroom_;
    std::atomic<bool> blocked_{false};  ///< the broker is out of memory or disk, and takes nothing
};

}  // namespace instante::amqp
