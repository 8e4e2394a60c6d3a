#include "http/server/http1_response.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <charconv>

namespace instante::http::server {
namespace {

void append_number(std::string& out, std::uint64_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), number).ptr;
    out.append(digits.data(), end);
}

bool breaks_line(char c) {
    return c == '\r' || c == '\n' || c == '\0';
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    if (std::ranges::none_of(value, breaks_line)) {
        out.append(value);
    } else {
        std::ranges::replace_copy_if(value, std::back_inserter(out), breaks_line, ' ');
    }
    out.append("\r\n");
}

void append_status_line(std::string& out, int status) {
    const auto reason = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(status)));
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::uint64_t>(status));
    out.append(" ").append(reason.data(), reason.size()).append("\r\n");
}

}  // namespace

bool has_no_content(int status) {
    return status == 204 || status == 304 || status < 200;
}

std::optional<std::uint64_t> told_length(const Response& response) {
    const auto text = response.headers.find("Content-Length");
    std::uint64_t length = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), length).ec != std::errc{}) return std::nullopt;
    return length;
}

bool is_framing_field(std::string_view name) {
    switch (name.size()) {
        case 7:
            return same_name(name, "upgrade");
        case 10:
            return same_name(name, "connection") || same_name(name, "keep-alive");
        case 14:
            return same_name(name, "content-length");
        case 16:
            return same_name(name, "proxy-connection");
        case 17:
            return same_name(name, "transfer-encoding");
        default:
            return false;
    }
}

Framing frame(const Response& response, Method method, bool is_http11) {
    Framing framing;
    const auto* content = std::get_if<std::string>(&response.content);
    const auto* stream = std::get_if<Stream>(&response.content);
    framing.length = content ? std::optional<std::uint64_t>{content->size()} : stream->length;
    if (has_no_content(response.status)) {
        framing.has_content = false;
        framing.length.reset();
    } else if (method == Method::head) {
        framing.has_content = false;
        if (const auto told = told_length(response); told && content && content->empty()) framing.length = told;
    } else if (!framing.length) {
        framing.chunked = is_http11;
        framing.close = !is_http11;
    }
    return framing;
}

void write_head(std::string& out, const Response& response, const Framing& framing, std::string_view date) {
    append_status_line(out, response.status);
    append_field(out, "Date", date);
    for (std::size_t i = 0; i < response.headers.size(); ++i) {
        const auto name = response.headers.name(i);
        if (!is_framing_field(name)) append_field(out, name, response.headers.value(i));
    }
    if (framing.length) {
        out.append("Content-Length: ");
        append_number(out, *framing.length);
        out.append("\r\n");
    }
    if (framing.chunked) out.append("Transfer-Encoding: chunked\r\n");
    if (framing.close) out.append("Connection: close\r\n");
    out.append("\r\n");
}

}  // namespace instante::http::server
