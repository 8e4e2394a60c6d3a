// Responses as they go out.
#include <algorithm>
#include <array>
#include <boost/asio/this_coro.hpp>
#include <charconv>
#include <exception>
#include <utility>

#include "http/server/http1_response.hpp"
#include "http/server/http2.hpp"
#include "http/server/limits.hpp"
#include "http/server/refusal.hpp"

namespace instante::http::server {
namespace {

constexpr std::size_t frame_header_size = 9;  // RFC 9113 §4.1

/// The header of a response in nghttp2's form. It copies what it is given, so texts are kept only until it has.
class HeaderList {
public:
    void reserve(const Response& response) {
        std::size_t size = 0;
        for (std::size_t i = 0; i < response.headers.size(); ++i) size += response.headers.name(i).size();
        names_.reserve(size);
        fields_.reserve(response.headers.size() + 3);
    }
    void add(std::string_view name, std::string_view value) {
        // What is never said twice only drives the rest out of the compression table.
        const auto flags = name == "x-request-id" ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE;
        fields_.push_back({bytes(name), bytes(value), name.size(), value.size(), static_cast<std::uint8_t>(flags)});
    }
    /// The name in lower case, as HTTP/2 wants it.
    void add_lowered(std::string_view name, std::string_view value) {
        const auto begin = names_.size();  // reserved beforehand: it never moves
        for (const char c : name) names_.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c);
        add(std::string_view{names_}.substr(begin), value);
    }
    [[nodiscard]] const std::vector<nghttp2_nv>& fields() const { return fields_; }

private:
    static std::uint8_t* bytes(std::string_view text) {
        return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));  // nghttp2 only reads
    }
    std::string names_;
    std::vector<nghttp2_nv> fields_;
};

bool is_field_value(std::string_view value) {
    return std::ranges::none_of(value, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

struct Number {
    explicit Number(std::uint64_t number) { end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr; }
    [[nodiscard]] std::string_view text() const { return {digits.data(), end}; }
    std::array<char, 20> digits{};
    const char* end;
};

}  // namespace

Task<void> Http2::answer(StreamPtr stream) {
    auto response = co_await call(stream);
    if (stream->closed) co_return;
    if (stream->timed_out && response.status >= 400) response = refusal(408);
    submit(*stream, std::move(response));
    if (stream->source) co_await pump(stream);
}

Task<Response> Http2::call(StreamPtr stream) {
    std::optional<Response> response;
    try {
        auto work = lane_.shared().router.dispatch(std::move(stream->request));
        response = co_await std::move(work);
    } catch (const std::exception& failure) {
        if (!stream->interrupted) lane_.shared().log.error("a request failed", {{"cause", failure.what()}});
    }
    stream->work_deadline = never;
    if (stream->interrupted && !stream->closed) {
        co_await boost::asio::this_coro::reset_cancellation_state();
        stream->interrupted = false;
    }
    if (!response) response = refusal(stream->expired ? 503 : 500);
    co_return std::move(*response);
}

/// Hands the response to nghttp2. Without a `source` that is all; else `pump` brings its pieces.
void Http2::submit(Http2Stream& stream, Response response) {
    const auto framing = frame(response, stream.method, true);
    const Number status{static_cast<std::uint64_t>(response.status)};
    const Number length{framing.length.value_or(0)};
    HeaderList list;
    list.reserve(response);
    list.add(":status", status.text());
    list.add("date", lane_.date());
    if (framing.length) list.add("content-length", length.text());
    for (std::size_t i = 0; i < response.headers.size(); ++i) {
        const auto name = response.headers.name(i);
        const auto value = response.headers.value(i);
        if (!is_framing_field(name) && is_field_value(value)) list.add_lowered(name, value);
    }

    if (auto* content = std::get_if<std::string>(&response.content); content && framing.has_content)
        stream.content = std::move(*content);
    if (auto* source = std::get_if<Stream>(&response.content); source && framing.has_content) stream.source = std::move(*source);
    stream.last = !stream.source;
    nghttp2_data_provider provider{};
    provider.read_callback = [](nghttp2_session*, std::int32_t id, std::uint8_t*, std::size_t size, std::uint32_t* flags,
                                nghttp2_data_source*, void* user) -> ssize_t {
        auto& self = *static_cast<Http2*>(user);
        auto* found = self.find(id);
        return found ? self.promise(*found, size, *flags) : NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    };
    const bool has_more = stream.source || !stream.content.empty();
    if (!stream.content.empty()) stream.reader_deadline = after(options_.write_idle);
    nghttp2_submit_response(session_, stream.id, list.fields().data(), list.fields().size(), has_more ? &provider : nullptr);
    writable_.open();
}

ssize_t Http2::promise(Http2Stream& stream, std::size_t size, std::uint32_t& flags) {
    const auto count = std::min(size, stream.content.size() - stream.sent);
    if (count == 0 && !stream.last) return NGHTTP2_ERR_DEFERRED;
    if (count > 0) flags |= NGHTTP2_DATA_FLAG_NO_COPY;
    if (count == stream.content.size() - stream.sent && stream.last) flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
}

int Http2::give(std::int32_t id, const std::uint8_t* header, std::size_t size) {
    if (out_.size() >= write_size) return NGHTTP2_ERR_WOULDBLOCK;
    auto* stream = find(id);
    if (!stream) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    out_.append(reinterpret_cast<const char*>(header), frame_header_size);
    out_.append(stream->content, stream->sent, size);
    stream->sent += size;
    const bool is_taken = stream->sent == stream->content.size();
    stream->reader_deadline = is_taken ? never : after(options_.write_idle);
    if (is_taken) stream->taken.open();
    return 0;
}

/// Brings a response's pieces, one at a time: the next is made when nghttp2 has taken the one before.
Task<void> Http2::pump(StreamPtr stream) {
    const auto length = stream->source->length;
    std::uint64_t total = 0;
    while (!stream->last) {
        auto piece = co_await next_piece(stream);
        if (stream->closed) co_return;
        total += piece ? piece->size() : 0;
        const bool is_end = piece && piece->empty();
        if (!piece || total > length.value_or(total) || (is_end && total != length.value_or(total))) {
            reset(*stream, NGHTTP2_INTERNAL_ERROR);  // the client must see that it is not whole
            co_return;
        }
        stream->last = is_end;
        stream->content = std::move(*piece);
        stream->sent = 0;
        if (!is_end) stream->reader_deadline = after(options_.write_idle);
        nghttp2_session_resume_data(session_, stream->id);
        writable_.open();
        if (!is_end) co_await stream->taken.wait();
        if (stream->closed) co_return;
    }
}

Task<Result<std::string>> Http2::next_piece(StreamPtr stream) {
    Result<std::string> piece = core::Error{};
    try {
        auto work = stream->source->next();
        piece = co_await std::move(work);
    } catch (const std::exception& failure) {
        if (!stream->interrupted) lane_.shared().log.error("a response's stream failed", {{"cause", failure.what()}});
    }
    co_return piece;
}

void Http2::submit_continue(const Http2Stream& stream) {
    HeaderList list;
    list.add(":status", "100");
    nghttp2_submit_headers(session_, NGHTTP2_FLAG_NONE, stream.id, nullptr, list.fields().data(), list.fields().size(), nullptr);
    writable_.open();
}

void Http2::on_sent(const nghttp2_frame& frame) {
    const auto id = frame.hd.stream_id;
    if (frame.hd.type == NGHTTP2_RST_STREAM) {
        const bool is_error = frame.rst_stream.error_code != NGHTTP2_NO_ERROR;
        if (is_error && !resets_.take(SteadyClock::now())) terminate(NGHTTP2_ENHANCE_YOUR_CALM, "reset-flood");
        return;
    }
    const bool ends =
        (frame.hd.type == NGHTTP2_DATA || frame.hd.type == NGHTTP2_HEADERS) && (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
    auto* stream = ends ? find(id) : nullptr;
    if (!stream || nghttp2_session_get_stream_remote_close(session_, id) != 0) return;
    stream->dropped = true;
    stream->content_deadline = after(linger_time);
    drop_content(*stream, 0);
}

void Http2::reset(const Http2Stream& stream, std::uint32_t code) {
    nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, stream.id, code);
    writable_.open();
}

void Http2::interrupt(Http2Stream& stream) {
    if (!stream.running || std::exchange(stream.interrupted, true)) return;
    stream.signal.emit(boost::asio::cancellation_type::terminal);
}

}  // namespace instante::http::server
