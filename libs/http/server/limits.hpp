#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace instante::http::server {

using namespace std::chrono_literals;

// Bounds that nobody has yet needed to set; those of ServerOptions are beside them.
inline constexpr std::size_t uri_limit = 8 * 1024;       ///< bytes of a request target
inline constexpr std::size_t header_count_limit = 100;   ///< fields of a request
inline constexpr std::size_t piece_limit = 64 * 1024;    ///< bytes of content in one `Body::read`
inline constexpr std::size_t discard_limit = 64 * 1024;  ///< unread content that is worth keeping the connection for
inline constexpr std::size_t linger_limit = 16 << 20;    ///< bytes read and dropped so that a client sees why it was refused
inline constexpr auto linger_time = 2s;                  ///< the same, in time
inline constexpr auto tick_longest = 500ms;              ///< how coarse deadlines are
inline constexpr auto drain_tick = 20ms;                 ///< the same, while stopping
inline constexpr auto drain_grace = 100ms;               ///< between telling clients and closing what is idle
inline constexpr std::uint32_t stream_window = 1 << 20;  ///< HTTP/2: content in flight for one request
inline constexpr std::int32_t connection_window = 4 << 20;
inline constexpr std::uint64_t reset_burst = 500;       ///< HTTP/2: streams a client may cancel at once (CVE-2023-44487) …
inline constexpr std::uint64_t resets_per_second = 50;  ///< … and for long

}  // namespace instante::http::server
