#pragma once

#include <amqp.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "amqp/server.hpp"
#include "core/error.hpp"

namespace instante::amqp {

/// What the broker said to a request.
struct Answer {
    static constexpr int lost = -1;

    int code = 0;      ///< 0: done; `lost`: the connection is; else an AMQP reply code (`AMQP_NOT_FOUND`, …)
    std::string text;  ///< the broker's own words

    [[nodiscard]] bool ok() const { return code == 0; }
    [[nodiscard]] bool is_lost() const { return code == lost; }
    /// `engine_away`, with the words in the note.
    [[nodiscard]] core::Error error() const;
};

inline amqp_bytes_t to_bytes(std::string_view text) {
    return {text.size(), const_cast<char*>(text.data())};  // rabbitmq-c reads only
}
inline std::string_view to_view(amqp_bytes_t bytes) {
    return {static_cast<const char*>(bytes.bytes), bytes.len};
}

/// One connection to the broker, used by one thread at a time: rabbitmq-c, with answers instead of unions.
class Connection {
public:
    struct Options {
        Server server;
        std::string ca_file;
        std::string name;  ///< shown to the broker's operator
        std::chrono::seconds heartbeat;
        std::chrono::milliseconds deadline;                ///< to connect
        std::chrono::milliseconds answer_deadline{5'000};  ///< for each answer of the broker
    };
    enum class Read : std::uint8_t { frame, nothing, lost };

    /// Connects and signs in. Errors: `engine_away`; the note is for the operator.
    static Result<std::unique_ptr<Connection>> open(const Options& options);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] amqp_connection_state_t state() const { return state_; }
    [[nodiscard]] int socket() const { return amqp_get_sockfd(state_); }
    [[nodiscard]] bool is_lost() const { return lost_; }

    void set_answer_deadline(std::chrono::milliseconds deadline);
    Answer open_channel(amqp_channel_t channel);
    void close_channel(amqp_channel_t channel);
    /// What came of the last request on `channel`. When the broker closed the channel over it, it is open again.
    Answer outcome(amqp_channel_t channel);
    /// The next frame that is here already; services heartbeats. What it points to holds until `release`.
    Read read(amqp_frame_t& frame);
    /// A whole message of a consumer, if one is here; `frame` has something else. Give it back to amqp_destroy_envelope.
    Read read(amqp_envelope_t& envelope, amqp_frame_t& other, bool& is_message);
    void release() { amqp_maybe_release_buffers(state_); }
    /// Says that the broker closed `channel`, and opens it again.
    Answer reopen(amqp_channel_t channel);
    /// The words of a connection.close or channel.close.
    static std::string words_of(const amqp_method_t& method);
    void lose() { lost_ = true; }

private:
    explicit Connection(const Options& options) : options_(options), state_(amqp_new_connection()) {}
    Result<void> connect();
    Result<void> sign_in();
    [[nodiscard]] core::Error away(const std::string& why) const;
    [[nodiscard]] std::string why_refused(const amqp_rpc_reply_t& reply) const;
    Read lost_by(int status);

    const Options options_;
    amqp_connection_state_t state_;
    bool lost_ = false;
};

}  // namespace instante::amqp
