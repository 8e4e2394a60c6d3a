#include "http/server/http1_parser.hpp"

#include <algorithm>
#include <boost/beast/http/error.hpp>
#include <limits>
#include <utility>

#include "http/server/limits.hpp"
#include "http/server/target.hpp"

namespace instante::http::server {
namespace {

namespace beast_http = boost::beast::http;

constexpr std::string_view shortest_last_chunk{"0\r\n\r\n"};

std::string_view to_std(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

}  // namespace

Http1Parser::Http1Parser() {
    header_limit(std::numeric_limits<std::uint32_t>::max());  // both limits are kept by the session
    body_limit(boost::none);
    eager(false);
}

int Http1Parser::read_head(std::string_view head) {
    error_code failure;
    put(boost::asio::buffer(head.data(), head.size()), failure);
    if (refusal_ != 0) return refusal_;
    if (failure == beast_http::error::bad_version) return 505;
    if (failure) return 400;
    head_is_read_ = true;
    return 0;
}

std::size_t Http1Parser::read_content(std::string_view bytes, std::string& piece, bool& failed) {
    piece_ = &piece;
    std::size_t used = 0;
    while (!is_done() && piece.size() < piece_limit && used < bytes.size()) {
        // Beast asserts that it is not asked again about the beginning of a last chunk before all of the shortest is there.
        const auto rest = bytes.substr(used);
        if (chunked() && !has_chunk_ && rest.front() == '0' && rest.size() < shortest_last_chunk.size()) break;
        error_code failure;
        used += put(boost::asio::buffer(bytes.data() + used, bytes.size() - used), failure);
        if (failure == beast_http::error::need_more) break;
        if (failure) {
            failed = true;
            break;
        }
    }
    return used;
}

void Http1Parser::refuse(int status, error_code& failure) {
    refusal_ = status;
    failure = beast_http::error::bad_value;
}

void Http1Parser::on_request_impl(beast_http::verb, string_view method, string_view target, int version, error_code& failure) {
    is_http11_ = version == 11;
    if (method == "CONNECT") return refuse(501, failure);
    if (target.size() > uri_limit) return refuse(414, failure);
    request.method = http::parse_method(to_std(method));
    if (!read_target(to_std(target), request)) return refuse(400, failure);
    is_absolute_ = !request.authority.empty();
}

void Http1Parser::on_response_impl(int, string_view, int, error_code&) {}

void Http1Parser::on_field_impl(beast_http::field field, string_view name, string_view value, error_code& failure) {
    if (head_is_read_) return;  // trailers: nothing of them is used
    if (field == beast_http::field::host) note_host(to_std(value), failure);
    if (field == beast_http::field::content_length) {
        const bool is_number = !value.empty() && std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
        if (std::exchange(has_length_, true) || !is_number) return refuse(400, failure);
    }
    if (field == beast_http::field::transfer_encoding) {
        if (!is_http11_ || has_length_) return refuse(400, failure);
        if (!same_name(to_std(value), "chunked")) return refuse(501, failure);
    }
    if (field == beast_http::field::expect && is_http11_) {
        if (!same_name(to_std(value), "100-continue")) return refuse(417, failure);
        expects_continue_ = true;
    }
    if (!failure) request.headers.add(to_std(name), to_std(value));
}

void Http1Parser::note_host(std::string_view value, error_code& failure) {
    if (std::exchange(has_host_, true) || !is_authority(value)) return refuse(400, failure);
    if (!is_absolute_) request.authority = value;
}

void Http1Parser::on_header_impl(error_code& failure) {
    if (is_http11_ && !has_host_) refuse(400, failure);
}

void Http1Parser::on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) {}

std::size_t Http1Parser::on_body_impl(string_view bytes, error_code&) {
    const auto taken = std::min(bytes.size(), piece_limit - piece_->size());
    piece_->append(bytes.data(), taken);
    return taken;
}

void Http1Parser::on_chunk_header_impl(std::uint64_t, string_view, error_code&) {
    has_chunk_ = true;
}

std::size_t Http1Parser::on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& failure) {
    return on_body_impl(bytes, failure);
}

void Http1Parser::on_finish_impl(error_code&) {}

}  // namespace instante::http::server
