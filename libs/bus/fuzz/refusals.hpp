#pragma once

#include "core/error.hpp"
#include "core/fuzz/require.hpp"

namespace instante::bus {

/// A message that was read holds what `holds` asks; one that was not is refused for good, so that it is parked and not tried
/// again.
template <class Parsed, class Holds>
void check_parsed(const Result<Parsed>& parsed, Holds holds) {
    if (parsed) return fuzz::require(holds(*parsed), "what is accepted is whole");
    const auto kind = parsed.error().kind();
    fuzz::require(kind == core::Kind::malformed || kind == core::Kind::invalid, "what is refused is refused for good");
}

}  // namespace instante::bus
