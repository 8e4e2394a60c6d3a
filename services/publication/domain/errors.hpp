#pragma once

#include "core/error.hpp"

namespace instante::publication {

using core::Code;
using core::Kind;

inline constexpr Code no_photos{Kind::invalid, "publication/no-photos", "A publication needs a photo"};
inline constexpr Code other_content{Kind::conflict, "publication/other-content", "This id holds another publication"};
inline constexpr Code owner_gone{Kind::gone, "publication/owner-gone", "Its owner has been deleted"};

}  // namespace instante::publication
