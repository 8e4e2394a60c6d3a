#pragma once

#include <optional>
#include <string>

#include "async/task.hpp"
#include "authentication/domain/image.hpp"
#include "authentication/ports/picture_store.hpp"
#include "authentication/usecases/picture_waits.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// What the renderer answered: an image, or the slug of what was wrong with it.
struct PictureAnswer {
    ImageId id;
    UserId owner;
    std::optional<Image> image;
    std::string error;
    core::Trace trace;

    /// What a request that waits for it is given.
    [[nodiscard]] Result<Image> outcome() const;
};

/// Gives a rendering to the request that waits for it, else keeps it for its person.
class SettlePicture {
public:
    SettlePicture(PictureStore& pictures, PictureWaits& waits, const core::Clock& clock)
        : pictures_(pictures), waits_(waits), clock_(clock) {}

    /// Whether a request of this process waited for it.
    Task<Result<bool>> operator()(PictureAnswer answer);

private:
    PictureStore& pictures_;
    PictureWaits& waits_;
    const core::Clock& clock_;
};

}  // namespace instante::authentication
