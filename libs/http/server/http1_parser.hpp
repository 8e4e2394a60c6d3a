#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace instante::http::server {

/// Beast's parser of one request, writing straight into our own types. First the header, whole; then content, as it comes.
class Http1Parser final : public boost::beast::http::basic_parser<true> {
public:
    Http1Parser();

    /// Reads `head`, a whole header. The status to refuse it with, or 0; then `request` is set but for body and peer.
    int read_head(std::string_view head);
    /// Decodes content of `bytes` until they are used up, the content ends or `piece` is full: how many were used. `failed`: bad
    /// framing.
    std::size_t read_content(std::string_view bytes, std::string& piece, bool& failed);

    /// Whether the content, if any, has been read to its end.
    [[nodiscard]] bool is_whole() const { return is_done(); }
    [[nodiscard]] bool is_http11() const { return is_http11_; }
    [[nodiscard]] bool expects_continue() const { return expects_continue_; }

    Request request;

private:
    using error_code = boost::beast::error_code;
    using string_view = boost::beast::string_view;

    void on_request_impl(boost::beast::http::verb verb, string_view method, string_view target, int version,
                         error_code& failure) override;
    void on_response_impl(int status, string_view reason, int version, error_code& failure) override;
    void on_field_impl(boost::beast::http::field field, string_view name, string_view value, error_code& failure) override;
    void on_header_impl(error_code& failure) override;
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code& failure) override;
    std::size_t on_body_impl(string_view bytes, error_code& failure) override;
    void on_chunk_header_impl(std::uint64_t size, string_view extensions, error_code& failure) override;
    std::size_t on_chunk_body_impl(std::uint64_t left, string_view bytes, error_code& failure) override;
    void on_finish_impl(error_code& failure) override;

    void refuse(int status, error_code& failure);
    void note_host(std::string_view value, error_code& failure);

    int refusal_ = 0;
    bool is_http11_ = true;
    bool is_absolute_ = false;  ///< the target names the authority
    bool has_host_ = false;
    bool has_length_ = false;
    bool expects_continue_ = false;
    bool has_chunk_ = false;
    bool head_is_read_ = false;  ///< fields that come now are trailers
    std::string* piece_ = nullptr;
};

}  // namespace instante::http::server
