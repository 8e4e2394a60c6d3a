#pragma once

#include <memory>

#include "authentication/ports/answers.hpp"
#include "bus/bus.hpp"
#include "core/time.hpp"

namespace instante::authentication {

/// Answers as messages to the askers' queues. All outlive it.
std::unique_ptr<Answers> make_bus_answers(bus::Bus& bus, const core::Clock& clock);

}  // namespace instante::authentication
