#pragma once

#include <cstddef>
#include <vector>

#include "bus/bus.hpp"
#include "resize_image/usecases/remove_media.hpp"
#include "resize_image/usecases/render_picture.hpp"

namespace instante::resize_image {

/// A queue of ours, and what handles its messages.
struct Consumption {
    bus::Queue queue;
    std::size_t prefetch = 1;
    bus::Handler handler;
};

/// Everything that we hear; `pictures` are rendered at a time. The use cases outlive the handlers.
std::vector<Consumption> consumptions(RenderPicture& render, RemoveMedia& remove, std::size_t pictures);

}  // namespace instante::resize_image
