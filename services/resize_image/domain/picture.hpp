#pragma once

#include <string>
#include <variant>

#include "core/trace.hpp"
#include "resize_image/domain/ids.hpp"
#include "resize_image/domain/image.hpp"

namespace instante::resize_image {

/// A person's new picture, which another service took in and has not looked at.
struct PictureRequest {
    ImageId id;  ///< of the image to be
    UserId owner;
    std::string blob;            ///< where its bytes lie: below `incoming/`
    std::string reply_to;        ///< the queue that wants the answer
    std::string correlation_id;  ///< what the answer is known by there
    core::Trace trace;
};

/// What became of it: the image, or the slug that says why there is none.
using PictureOutcome = std::variant<Image, std::string>;

/// What makes us announce something: the same cause again announces the same again.
struct Cause {
    std::string message_id;
    core::Trace trace;
};

}  // namespace instante::resize_image
