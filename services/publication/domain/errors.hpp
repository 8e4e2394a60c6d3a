#pragma once

#include "core/error.hpp"

namespace instante::publication {

using core::Code;
using core::Kind;

inline constexpr Code no_photos{Kind::invalid, "publication/no-photos", "A publication needs a photo"};
inline constexpr Code other_content{Kind::conflict, "publication/other-content", "This id holds another publication"};
/// A change that began from a version which is no longer the newest.
inline constexpr Code outdated{Kind::conflict, "publication/outdated", "It has been changed meanwhile; try again"};

}  // namespace instante::publication
