#include "amqp/dead_letters.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <optional>
#include <thread>
#include <utility>

#include "amqp/desk.hpp"
#include "amqp/topology.hpp"

namespace instante::amqp {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr amqp_channel_t looking = Desk::channel + 1;
constexpr amqp_channel_t sending = Desk::channel + 2;
constexpr std::size_t look_limit = 10'000;
constexpr auto next_within = 1s;
constexpr auto confirm_within = 10s;
constexpr auto written_within = 500ms;

/// What lies in a queue, taken into the hands of a channel: whatever is not acknowledged goes back when it closes.
class Look {
public:
    struct Seen {
        std::uint64_t tag;
        Letter letter;
    };

    Look(Connection& connection, std::string queue) : connection_(connection), queue_(std::move(queue)) {}
    Look(const Look&) = delete;
    Look& operator=(const Look&) = delete;
    ~Look() {
        if (is_open_) connection_.close_channel(looking);
        if (is_open_) wait_until_written();
    }

    /// Errors: `engine_away`. A queue that is not there is empty.
    Result<void> open() {
        const auto counted = count(connection_, Desk::channel, queue_);
        if (counted.answer.code == AMQP_NOT_FOUND) return {};
        if (!counted.answer.ok()) return counted.answer.error();
        there_ = std::min(counted.ready, look_limit);
        counted_ = counted.ready;
        if (there_ == 0) return {};
        if (const auto opened = connection_.open_channel(looking); !opened.ok()) return opened.error();
        is_open_ = true;
        return {};
    }

    /// Up to `limit` more. None: that was all.
    Result<std::vector<Seen>> take(std::size_t limit) {
        std::vector<Seen> seen;
        limit = std::min(limit, there_ - taken_);
        if (limit == 0) return seen;
        amqp_basic_qos(connection_.state(), looking, 0, static_cast<std::uint16_t>(limit), 0);
        if (const auto limited = connection_.outcome(looking); !limited.ok()) return limited.error();
        const auto consumer = to_bytes(queue_);
        amqp_basic_consume(connection_.state(), looking, consumer, consumer, 0, 0, 0, amqp_empty_table);
        if (const auto consuming = connection_.outcome(looking); !consuming.ok()) return consuming.error();
        while (seen.size() < limit && take_one(seen)) continue;
        if (connection_.is_lost()) return Answer{Answer::lost, "the connection was lost"}.error();
        amqp_basic_cancel(connection_.state(), looking, consumer);
        if (const auto cancelled = connection_.outcome(looking); !cancelled.ok()) return cancelled.error();
        taken_ += seen.size();
        return seen;
    }

    void forget(const Seen& seen) {
        if (amqp_basic_ack(connection_.state(), looking, seen.tag, 0) != AMQP_STATUS_OK) connection_.lose();
        ++forgotten_;
    }

private:
    bool take_one(std::vector<Seen>& seen) {
        amqp_envelope_t envelope;
        const timeval limit{next_within.count(), 0};
        const auto reply = amqp_consume_message(connection_.state(), &envelope, &limit, 0);
        if (reply.reply_type != AMQP_RESPONSE_NORMAL) {
            if (reply.library_error != AMQP_STATUS_TIMEOUT) connection_.lose();
            return false;
        }
        seen.push_back({envelope.delivery_tag, read_letter(envelope.message)});
        amqp_destroy_envelope(&envelope);
        amqp_maybe_release_buffers_on_channel(connection_.state(), looking);
        return true;
    }

    /// A quorum queue writes down a little later what it is told: who counts next, counts right.
    void wait_until_written() {
        const auto deadline = Steady::now() + written_within;
        while (!connection_.is_lost() && Steady::now() < deadline) {
            const auto counted = count(connection_, Desk::channel, queue_);
            if (!counted.answer.ok() || counted.ready + forgotten_ == counted_) return;
            std::this_thread::sleep_for(1ms);
        }
    }

    Connection& connection_;
    std::string queue_;
    bool is_open_ = false;
    std::size_t there_ = 0;
    std::size_t taken_ = 0;
    std::size_t counted_ = 0;
    std::size_t forgotten_ = 0;
};

/// Waits for the broker's word on the one message of a channel.
Result<void> wait_for_confirm(Connection& connection) {
    const timeval limit{confirm_within.count(), 0};
    bool returned = false;
    while (true) {
        amqp_frame_t frame;
        if (amqp_simple_wait_frame_noblock(connection.state(), &frame, &limit) != AMQP_STATUS_OK) {
            connection.lose();
            return core::Error{core::timed_out, "RabbitMQ does not confirm"};
        }
        if (frame.frame_type != AMQP_FRAME_METHOD || frame.channel != sending) continue;
        const auto method = frame.payload.method.id;
        if (method == AMQP_BASIC_RETURN_METHOD) returned = true;
        if (method == AMQP_BASIC_ACK_METHOD && !returned) return {};
        if (method == AMQP_BASIC_ACK_METHOD) return core::Error{core::engine_away, "its queue is not there"};
        if (method == AMQP_BASIC_NACK_METHOD) return core::Error{core::overloaded, "its queue is full"};
        if (method == AMQP_CHANNEL_CLOSE_METHOD) {
            const auto why = Connection::words_of(frame.payload.method);
            connection.lose();
            return core::Error{core::engine_away, "RabbitMQ: " + why};
        }
    }
}

Result<void> send(Connection& connection, const std::string& queue, const Letter& letter) {
    if (const auto opened = connection.open_channel(sending); !opened.ok()) return opened.error();
    amqp_confirm_select(connection.state(), sending);
    if (const auto confirming = connection.outcome(sending); !confirming.ok()) return confirming.error();
    const Properties properties{letter};
    if (amqp_basic_publish(connection.state(), sending, amqp_cstring_bytes(queues_exchange), to_bytes(queue), 1, 0,
                           properties.get(), to_bytes(letter.message.body)) != AMQP_STATUS_OK) {
        connection.lose();
        return Answer{Answer::lost, "the connection was lost"}.error();
    }
    auto confirmed = wait_for_confirm(connection);
    connection.close_channel(sending);
    return confirmed;
}

bus::DeadLetter to_dead_letter(const std::string& queue, Letter letter) {
    const core::Timestamp since{std::chrono::floor<std::chrono::milliseconds>(letter.dead_since)};
    return {queue, std::move(letter.message), std::move(letter.reason), since};
}

}  // namespace

Result<std::vector<bus::DeadLetter>> dead_letters(Connection& connection, const std::string& queue, const std::string& after,
                                                  std::size_t limit) {
    Look look{connection, dead_name(queue)};
    if (auto opened = look.open(); !opened) return opened.error();
    auto seen = look.take(look_limit);
    if (!seen) return seen.error();
    std::ranges::sort(*seen, {}, [](const Look::Seen& each) { return std::pair{each.letter.dead_since, each.tag}; });
    auto begin = seen->begin();
    if (!after.empty()) {
        begin = std::ranges::find(*seen, after, [](const Look::Seen& each) { return each.letter.message.id; });
        if (begin == seen->end()) return core::Error{core::not_found, "no dead letter " + after};
        ++begin;
    }
    const auto count = std::min(limit, static_cast<std::size_t>(seen->end() - begin));
    std::vector<bus::DeadLetter> letters;
    letters.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        letters.push_back(to_dead_letter(queue, std::move(begin[static_cast<std::ptrdiff_t>(i)].letter)));
    return letters;
}

Result<void> settle_dead_letter(Connection& connection, const std::string& queue, const std::string& id, bool replay) {
    Look look{connection, dead_name(queue)};
    if (auto opened = look.open(); !opened) return opened.error();
    for (std::size_t batch = 16;; batch *= 8) {  // most are among the first: who replays all, begins with the oldest
        auto seen = look.take(std::min(batch, look_limit));
        if (!seen) return seen.error();
        if (seen->empty()) return core::Error{core::not_found, "no dead letter " + id};
        const auto found = std::ranges::find(*seen, id, [](const Look::Seen& each) { return each.letter.message.id; });
        if (found == seen->end()) continue;
        if (replay) {
            Letter again{found->letter.message};
            again.message.attempt = 0;
            if (auto sent = send(connection, queue, again); !sent) return sent;
        }
        look.forget(*found);
        return {};
    }
}

}  // namespace instante::amqp
