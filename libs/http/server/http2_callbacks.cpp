// Between nghttp2's C and Http2: nothing but translation.
#include <array>
#include <memory>

#include "http/server/http2.hpp"
#include "http/server/limits.hpp"

namespace instante::http::server {

struct Http2Callbacks {
    static Http2& self(void* user) { return *static_cast<Http2*>(user); }
    static std::string_view text(const std::uint8_t* bytes, std::size_t size) {
        return {reinterpret_cast<const char*>(bytes), size};
    }

    static int on_begin_frame(nghttp2_session*, const nghttp2_frame_hd* frame, void* user) {
        self(user).on_begin_frame(*frame);
        return 0;
    }
    static int on_begin_headers(nghttp2_session*, const nghttp2_frame* frame, void* user) {
        if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
        self(user).begin_stream(frame->hd.stream_id);
        return 0;
    }
    static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                         const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* user) {
        if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;  // trailers
        auto* stream = self(user).find(frame->hd.stream_id);
        if (stream) self(user).take_header(*stream, text(name, name_size), text(value, value_size));
        return 0;
    }
    static int on_frame_recv(nghttp2_session*, const nghttp2_frame* frame, void* user) {
        self(user).on_frame(*frame);
        return 0;
    }
    static int on_data_chunk_recv(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* bytes, std::size_t size,
                                  void* user) {
        self(user).take_content(id, text(bytes, size));
        return 0;
    }
    static int on_stream_close(nghttp2_session*, std::int32_t id, std::uint32_t, void* user) {
        self(user).end_stream(id);
        return 0;
    }
    static int on_data_send(nghttp2_session*, nghttp2_frame* frame, const std::uint8_t* header, std::size_t size,
                            nghttp2_data_source*, void* user) {
        return self(user).give(frame->hd.stream_id, header, size);  // never padded: nobody asks for it
    }
    static int on_frame_send(nghttp2_session*, const nghttp2_frame* frame, void* user) {
        self(user).on_sent(*frame);
        return 0;
    }
};

void Http2::begin_session() {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_begin_frame_callback(callbacks, Http2Callbacks::on_begin_frame);
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, Http2Callbacks::on_begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, Http2Callbacks::on_header);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Http2Callbacks::on_frame_recv);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Http2Callbacks::on_data_chunk_recv);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Http2Callbacks::on_stream_close);
    nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, Http2Callbacks::on_frame_send);
    nghttp2_session_callbacks_set_send_data_callback(callbacks, Http2Callbacks::on_data_send);

    nghttp2_option* options = nullptr;
    nghttp2_option_new(&options);
    nghttp2_option_set_no_auto_window_update(options, 1);  // what is not read is not received
    nghttp2_option_set_stream_reset_rate_limit(options, reset_burst, resets_per_second);
    nghttp2_session_server_new2(&session_, callbacks, this, options);
    nghttp2_option_del(options);
    nghttp2_session_callbacks_del(callbacks);

    const std::array<nghttp2_settings_entry, 3> settings{{
        {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, static_cast<std::uint32_t>(options_.stream_limit)},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, stream_window},
        {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<std::uint32_t>(options_.header_limit)},
    }};
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
    nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, connection_window);
}

}  // namespace instante::http::server
