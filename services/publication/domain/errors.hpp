#pragma once

#include "core/error.hpp"

namespace instante::publication {

using core::Code;
using core::Kind;

inline constexpr Code no_photos{Kind::invalid, "publication/no-photos", "A publication needs a photo"};
inline constexpr Code other_content{Kind::conflict, "publication/other-content", "This id holds another publication"};
/// A change that began from a version which is no longer the newest.
inline constexpr Code outdated{Kind::conflict, "publication/outdated", "It has been changed meanwhile; try again"};
/// Reporting oneself, or what one has published.
inline constexpr Code own_report{Kind::invalid, "publication/own-report", "Nobody reports themselves, or what is theirs"};
/// Reporting while 100 earlier reports of the same person wait for the operator.
inline constexpr Code too_many_reports{Kind::invalid, "publication/too-many-reports",
                                       "Nobody has more than 100 reports waiting at once"};

}  // namespace instante::publication
