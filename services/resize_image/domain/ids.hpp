#pragma once

#include "core/ids.hpp"

namespace instante::resize_image {

using ImageId = core::Id<struct ImageTag>;
using PublicationId = core::Id<struct PublicationTag>;
using UserId = core::Id<struct UserTag>;

}  // namespace instante::resize_image
