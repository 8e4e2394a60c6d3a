#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "async/task.hpp"
#include "authentication/domain/image.hpp"
#include "authentication/ports/picture_requests.hpp"
#include "authentication/usecases/picture_waits.hpp"
#include "core/error.hpp"
#include "core/ids.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// A picture that is ready, or the id under which it will come.
struct RenderedPicture {
    ImageId id;
    std::optional<Image> image;
};

/// Has a picture rendered, and waits for it a while.
class RenderPicture {
public:
    RenderPicture(PictureRequests& requests, PictureWaits& waits, core::IdGenerator& ids,
                  std::chrono::milliseconds patience = std::chrono::seconds{10})
        : requests_(requests), waits_(waits), ids_(ids), patience_(patience) {}

    /// Errors: `bad_picture`, `not_a_picture`, `picture_too_large`; `unavailable`.
    Task<Result<RenderedPicture>> operator()(UserId owner, std::string content, core::Trace trace);

private:
    PictureRequests& requests_;
    PictureWaits& waits_;
    core::IdGenerator& ids_;
    std::chrono::milliseconds patience_;
};

}  // namespace instante::authentication
