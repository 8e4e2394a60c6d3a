#pragma once

#include <cstddef>

namespace instante::notification {

/// Rows removed in one transaction: long removals let other writes through in between.
inline constexpr std::size_t chunk = 500;

}  // namespace instante::notification
