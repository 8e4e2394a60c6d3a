#pragma once

#include <memory>

#include "bus/bus.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"
#include "publication/ports/neighbours.hpp"

namespace instante::publication {

/// Speaks to the other services by messages; answers to us come to the queues below. All outlive it.
std::unique_ptr<Neighbours> make_message_neighbours(bus::Bus& bus, core::IdGenerator& ids, const core::Clock& clock);

inline constexpr std::string_view people_answers = "user-data.publication";
inline constexpr std::string_view follows_answers = "follows-data.publication";

}  // namespace instante::publication
