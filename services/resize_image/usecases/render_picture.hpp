#pragma once

#include "async/task.hpp"
#include "core/error.hpp"
#include "resize_image/domain/picture.hpp"
#include "resize_image/ports/announcer.hpp"
#include "resize_image/ports/media.hpp"
#include "resize_image/ports/renderer.hpp"
#include "resize_image/usecases/receive_photo.hpp"

namespace instante::resize_image {

/// Renders a person's picture that another service put into `incoming/`, and answers what became of it: a bad picture is an
/// answer too.
class RenderPicture {
public:
    /// All outlive this.
    struct Needs {
        ReceivePhoto& receive;
        Renderer& renderer;
        Media& media;
        Announcer& announcer;
    };
    explicit RenderPicture(Needs needs) : needs_(needs) {}

    /// The same again answers the same again, unless all was done already. Errors: `malformed` (not an incoming picture); those
    /// that trying again may cure.
    [[nodiscard]] Task<Result<void>> operator()(PictureRequest request);

private:
    Task<Result<Image>> make(ImageId id, UserId owner, std::string blob);

    Needs needs_;
};

}  // namespace instante::resize_image
