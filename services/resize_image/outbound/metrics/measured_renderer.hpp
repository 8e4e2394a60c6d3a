#pragma once

#include <memory>

#include "resize_image/ports/renderer.hpp"
#include "telemetry/metrics.hpp"

namespace instante::resize_image {

/// `inner`, with its work shown: pictures in hand, and how long each took by what became of it. `metrics` outlives it.
std::unique_ptr<Renderer> make_measured_renderer(std::unique_ptr<Renderer> inner, telemetry::Metrics& metrics);

}  // namespace instante::resize_image
