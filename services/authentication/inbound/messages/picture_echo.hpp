#pragma once

#include <string>

#include "async/task.hpp"
#include "authentication/usecases/picture_waits.hpp"
#include "bus/bus.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

namespace instante::authentication {

/// Tells the other instances of the service what came of a picture, since it is one of them that a request may wait at: the
/// renderer's answers go to any instance. All outlive this.
class PictureEcho {
public:
    /// `instance` is this process's alone.
    PictureEcho(bus::Bus& bus, PictureWaits& waits, const core::Clock& clock, const std::string& instance)
        : bus_(bus), waits_(waits), clock_(clock), queue_("authentication.pictures." + instance) {}

    /// The queue in which this instance hears the others: `hear` takes its messages.
    [[nodiscard]] bus::Queue queue() const;
    Task<Result<void>> hear(bus::Message message) const;
    /// Passes on an answer of the renderer, `image.rendered.v1`.
    Task<Result<void>> pass_on(bus::Message message) const;

private:
    bus::Bus& bus_;
    PictureWaits& waits_;
    const core::Clock& clock_;
    std::string queue_;
};

}  // namespace instante::authentication
