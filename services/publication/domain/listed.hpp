#pragma once

#include <cstdint>
#include <limits>

#include "core/page.hpp"
#include "publication/domain/ids.hpp"

namespace instante::publication {

/// What a list needs to know of a publication before its content is looked at: the content of one version never changes, nor does
/// what is known of a person at one version.
struct Listed {
    PublicationId id;
    UserId owner;
    std::uint64_t version = 0;
    std::uint64_t owner_version = 0;

    friend bool operator==(const Listed&, const Listed&) = default;
};

/// Newest first; `next` is what the following page comes before. A page may be short, or empty, while there is a next.
using ListedPage = core::Page<Listed, PublicationId>;

/// Newer than every publication: where a list begins.
inline constexpr PublicationId beyond_newest{std::numeric_limits<std::int64_t>::max()};

}  // namespace instante::publication
