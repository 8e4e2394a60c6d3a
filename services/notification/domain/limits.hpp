#pragma once

#include <chrono>
#include <cstddef>

namespace instante::notification {

/// Entries of one inbox that are shown and kept: the newest.
inline constexpr std::size_t inbox_limit = 500;
/// How long an entry is shown and kept.
inline constexpr std::chrono::days inbox_age{90};
/// Live streams that one person has at once, and all people together, in one process.
inline constexpr std::size_t streams_per_person = 10;
inline constexpr std::size_t streams_at_once = 10'000;
/// People asked for at once.
inline constexpr std::size_t audience_page = 1000;
/// How long a push that does not get through is tried.
inline constexpr std::chrono::hours push_patience{24};

}  // namespace instante::notification
