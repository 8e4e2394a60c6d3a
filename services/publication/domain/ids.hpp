#pragma once

#include "core/ids.hpp"

namespace instante::publication {

using PublicationId = core::Id<struct PublicationTag>;
using ImageId = core::Id<struct ImageTag>;
using UserId = core::Id<struct UserTag>;
using FollowId = core::Id<struct FollowTag>;
using ReportId = core::Id<struct ReportTag>;

}  // namespace instante::publication
