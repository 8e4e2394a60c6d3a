#include "amqp/connection.hpp"

#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <openssl/ssl.h>
#include <sys/time.h>

#include <utility>

namespace instante::amqp {
namespace {

constexpr int channel_limit = 2047;
constexpr int frame_limit = 131'072;

timeval to_timeval(std::chrono::milliseconds time) {
    return {static_cast<time_t>(time.count() / 1000), static_cast<suseconds_t>(time.count() % 1000 * 1000)};
}

std::string words_of(int status) {
    return amqp_error_string2(status);
}

/// The reply of a connection that was closed, or a channel.
Answer answer_of(const amqp_method_t& method) {
    if (method.id == AMQP_CHANNEL_CLOSE_METHOD) {
        const auto* close = static_cast<const amqp_channel_close_t*>(method.decoded);
        return {close->reply_code, std::string{to_view(close->reply_text)}};
    }
    if (method.id == AMQP_CONNECTION_CLOSE_METHOD) {
        const auto* close = static_cast<const amqp_connection_close_t*>(method.decoded);
        return {Answer::lost, std::string{to_view(close->reply_text)}};
    }
    return {Answer::lost, "the broker sent what we do not understand"};
}

}  // namespace

core::Error Answer::error() const {
    return core::Error{core::engine_away, "RabbitMQ: " + text};
}

Result<std::unique_ptr<Connection>> Connection::open(const Options& options) {
    std::unique_ptr<Connection> connection{new Connection{options}};
    if (auto connected = connection->connect(); !connected) return connected.error();
    if (auto signed_in = connection->sign_in(); !signed_in) return signed_in.error();
    return connection;
}

Connection::~Connection() {
    if (!lost_) amqp_connection_close(state_, AMQP_REPLY_SUCCESS);
    amqp_destroy_connection(state_);
}

core::Error Connection::away(const std::string& why) const {
    return core::Error{core::engine_away, "RabbitMQ at " + options_.server.place() + ": " + why};
}

Result<void> Connection::connect() {
    lost_ = true;  // until it is there
    const auto& server = options_.server;
    const auto deadline = to_timeval(options_.deadline);
    const auto answer_deadline = to_timeval(options_.answer_deadline);
    amqp_set_handshake_timeout(state_, &answer_deadline);
    set_answer_deadline(options_.answer_deadline);
    auto* socket = server.tls ? amqp_ssl_socket_new(state_) : amqp_tcp_socket_new(state_);
    if (socket == nullptr) return away("no memory for a socket");
    if (server.tls) {
        amqp_ssl_socket_set_verify_peer(socket, 1);
        amqp_ssl_socket_set_verify_hostname(socket, 1);
        amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST);
        SSL_CTX_set_default_verify_paths(static_cast<SSL_CTX*>(amqp_ssl_socket_get_context(socket)));
        if (!options_.ca_file.empty() && amqp_ssl_socket_set_cacert(socket, options_.ca_file.c_str()) != AMQP_STATUS_OK)
            return core::Error{core::engine_away, "--ca-file: " + options_.ca_file + " has no certificates to read"};
    }
    const int status = amqp_socket_open_noblock(socket, server.host.c_str(), server.port, &deadline);
    if (status == AMQP_STATUS_OK) return {};
    if (status == AMQP_STATUS_SSL_PEER_VERIFY_FAILED)
        return away("its certificate is not signed by anybody we trust (--ca-file names more)");
    if (status == AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED) return away("its certificate is not for this host");
    if (status == AMQP_STATUS_SSL_CONNECTION_FAILED) return away("no TLS there, or a certificate we do not trust");
    if (status == AMQP_STATUS_HOSTNAME_RESOLUTION_FAILED) return away("there is no such host");
    if (status == AMQP_STATUS_TIMEOUT) return away("nobody answers");
    return away("nobody listens there (" + amqp::words_of(status) + ")");
}

Result<void> Connection::sign_in() {
    const auto& server = options_.server;
    amqp_table_entry_t name;
    name.key = amqp_cstring_bytes("connection_name");
    name.value.kind = AMQP_FIELD_KIND_UTF8;
    name.value.value.bytes = to_bytes(options_.name);
    const amqp_table_t properties{1, &name};
    const auto reply = amqp_login_with_properties(state_, server.vhost.c_str(), channel_limit, frame_limit,
                                                  static_cast<int>(options_.heartbeat.count()), &properties,
                                                  AMQP_SASL_METHOD_PLAIN, server.user.c_str(), server.password.c_str());
    if (reply.reply_type != AMQP_RESPONSE_NORMAL) return away(why_refused(reply));
    lost_ = false;
    return {};
}

std::string Connection::why_refused(const amqp_rpc_reply_t& reply) const {
    const auto& server = options_.server;
    if (reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION && reply.reply.id == AMQP_CONNECTION_CLOSE_METHOD) {
        const auto* close = static_cast<const amqp_connection_close_t*>(reply.reply.decoded);
        if (close->reply_code == AMQP_ACCESS_REFUSED) return "it refuses the user " + server.user + ", or the password";
        if (close->reply_code == AMQP_NOT_ALLOWED)
            return "it has no vhost " + server.vhost + ", or none for the user " + server.user;
        return std::string{to_view(close->reply_text)};
    }
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION && reply.library_error == AMQP_STATUS_TIMEOUT)
        return "it does not speak AMQP 0-9-1, or takes too long";
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION)
        return "no AMQP 0-9-1 there (" + amqp::words_of(reply.library_error) + ")";
    return "it ended the connection";
}

void Connection::set_answer_deadline(std::chrono::milliseconds deadline) {
    const auto limit = to_timeval(deadline);
    amqp_set_rpc_timeout(state_, &limit);
}

Answer Connection::open_channel(amqp_channel_t channel) {
    amqp_channel_open(state_, channel);
    return outcome(channel);
}

void Connection::close_channel(amqp_channel_t channel) {
    if (lost_) return;
    const auto reply = amqp_channel_close(state_, channel, AMQP_REPLY_SUCCESS);
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION) lost_ = true;
    amqp_maybe_release_buffers_on_channel(state_, channel);
}

Answer Connection::outcome(amqp_channel_t channel) {
    const auto reply = amqp_get_rpc_reply(state_);
    if (reply.reply_type == AMQP_RESPONSE_NORMAL) return {};
    if (reply.reply_type != AMQP_RESPONSE_SERVER_EXCEPTION) {
        lost_ = true;
        return {Answer::lost, amqp::words_of(reply.library_error)};
    }
    auto answer = answer_of(reply.reply);
    if (answer.is_lost()) lost_ = true;
    if (answer.is_lost()) return answer;
    const auto again = reopen(channel);
    return again.ok() ? answer : again;
}

Answer Connection::reopen(amqp_channel_t channel) {
    amqp_channel_close_ok_t closed{};
    if (const int status = amqp_send_method(state_, channel, AMQP_CHANNEL_CLOSE_OK_METHOD, &closed); status != AMQP_STATUS_OK) {
        lost_ = true;
        return {Answer::lost, amqp::words_of(status)};
    }
    amqp_maybe_release_buffers_on_channel(state_, channel);
    return open_channel(channel);
}

Connection::Read Connection::lost_by(int status) {
    if (status == AMQP_STATUS_TIMEOUT) return Read::nothing;
    lost_ = true;
    return Read::lost;
}

Connection::Read Connection::read(amqp_frame_t& frame) {
    timeval at_once{0, 0};
    const int status = amqp_simple_wait_frame_noblock(state_, &frame, &at_once);
    return status == AMQP_STATUS_OK ? Read::frame : lost_by(status);
}

Connection::Read Connection::read(amqp_envelope_t& envelope, amqp_frame_t& other, bool& is_message) {
    timeval at_once{0, 0};
    const auto reply = amqp_consume_message(state_, &envelope, &at_once, 0);
    is_message = reply.reply_type == AMQP_RESPONSE_NORMAL;
    if (is_message) return Read::frame;
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION && reply.library_error == AMQP_STATUS_UNEXPECTED_STATE)
        return read(other);
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION) return lost_by(reply.library_error);
    lost_ = true;
    return Read::lost;
}

std::string Connection::words_of(const amqp_method_t& method) {
    return answer_of(method).text;
}

}  // namespace instante::amqp
