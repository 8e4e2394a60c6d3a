#include "http2_client.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

namespace instante::http::testing {
namespace {

std::uint8_t* bytes(const std::string& text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
}

std::string text(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

}  // namespace

std::string Http2Response::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (key == name) return value;
    }
    return {};
}

void Http2Client::set_callbacks(nghttp2_session_callbacks* callbacks) {
    nghttp2_session_callbacks_set_on_header_callback(
        callbacks, [](nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                      const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* user) {
            auto& response = static_cast<Http2Client*>(user)->responses_[frame->hd.stream_id];
            auto key = text(name, name_size);
            auto content = text(value, value_size);
            if (key == ":status" && response.status != 0) ++response.interim;
            if (key == ":status") response.status = std::atoi(content.c_str());
            response.headers.emplace_back(std::move(key), std::move(content));
            return 0;
        });
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
        callbacks, [](nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* data, std::size_t size, void* user) {
            static_cast<Http2Client*>(user)->responses_[id].content.append(text(data, size));
            return 0;
        });
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, [](nghttp2_session*, const nghttp2_frame* frame, void* user) {
        auto& self = *static_cast<Http2Client*>(user);
        if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0 && frame->hd.stream_id > 0)
            self.responses_[frame->hd.stream_id].ended = true;
        if (frame->hd.type == NGHTTP2_GOAWAY) {
            self.told_to_go_ = true;
            self.goaway_ = frame->goaway.error_code;
            self.last_accepted_ = frame->goaway.last_stream_id;
        }
        return 0;
    });
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks,
                                                           [](nghttp2_session*, std::int32_t id, std::uint32_t code, void* user) {
                                                               auto& response = static_cast<Http2Client*>(user)->responses_[id];
                                                               response.closed = true;
                                                               response.reset = code;
                                                               return 0;
                                                           });
}

Http2Client::Http2Client(std::uint16_t port, Options options) : wire_(port) {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    set_callbacks(callbacks);
    nghttp2_option* choices = nullptr;
    nghttp2_option_new(&choices);
    nghttp2_option_set_no_auto_window_update(choices, options.grow_windows ? 0 : 1);
    nghttp2_session_client_new2(&session_, callbacks, this, choices);
    nghttp2_option_del(choices);
    nghttp2_session_callbacks_del(callbacks);
    const std::array<nghttp2_settings_entry, 1> settings{{{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, options.window}}};
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
}

Http2Client::~Http2Client() {
    nghttp2_session_del(session_);
}

std::int32_t Http2Client::submit(const std::string& method, const std::string& path, const Fields& fields, bool with_content) {
    Fields all{{":method", method}, {":scheme", "http"}, {":authority", "test"}, {":path", path}};
    all.insert(all.end(), fields.begin(), fields.end());
    std::vector<nghttp2_nv> list;
    for (const auto& [name, value] : all)
        list.push_back({bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
    nghttp2_data_provider provider{};
    provider.read_callback = [](nghttp2_session*, std::int32_t id, std::uint8_t* into, std::size_t size, std::uint32_t* flags,
                                nghttp2_data_source*, void* user) -> ssize_t {
        auto& upload = static_cast<Http2Client*>(user)->uploads_[id];
        const auto count = std::min(size, upload.content.size() - upload.sent);
        if (count == 0 && !upload.finished) return NGHTTP2_ERR_DEFERRED;
        std::memcpy(into, upload.content.data() + upload.sent, count);
        upload.sent += count;
        if (upload.finished && upload.sent == upload.content.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
        return static_cast<ssize_t>(count);
    };
    return nghttp2_submit_request(session_, nullptr, list.data(), list.size(), with_content ? &provider : nullptr, nullptr);
}

std::int32_t Http2Client::request(const std::string& method, const std::string& path, const Fields& fields, std::string content) {
    const auto id = submit(method, path, fields, !content.empty());
    uploads_[id].content = std::move(content);
    responses_[id];
    return id;
}

std::int32_t Http2Client::open(const std::string& method, const std::string& path, const Fields& fields) {
    const auto id = submit(method, path, fields, true);
    uploads_[id].finished = false;
    responses_[id];
    return id;
}

void Http2Client::more(std::int32_t id, std::string_view content) {
    uploads_[id].content.append(content);
    nghttp2_session_resume_data(session_, id);
}

void Http2Client::finish(std::int32_t id) {
    uploads_[id].finished = true;
    nghttp2_session_resume_data(session_, id);
}

void Http2Client::cancel(std::int32_t id) {
    nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
}

bool Http2Client::flush() {
    for (;;) {
        const std::uint8_t* data = nullptr;
        const auto size = nghttp2_session_mem_send(session_, &data);
        if (size <= 0) return size == 0;
        if (!wire_.send(text(data, static_cast<std::size_t>(size)))) return false;
    }
}

bool Http2Client::turn() {
    flush();  // a server that has gone may have left its last words
    std::string buffer(64 * 1024, '\0');
    const auto got = ::recv(wire_.descriptor(), buffer.data(), buffer.size(), 0);
    if (got <= 0) return false;
    return nghttp2_session_mem_recv(session_, bytes(buffer), static_cast<std::size_t>(got)) >= 0;
}

const Http2Response& Http2Client::wait(std::int32_t id) {
    wait_until([&] { return responses_[id].closed; });
    return responses_[id];
}

void Http2Client::send_raw(std::string_view bytes_to_send) {
    flush();
    wire_.send(bytes_to_send);
}

}  // namespace instante::http::testing
