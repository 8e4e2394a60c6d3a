#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "publication/domain/ids.hpp"
#include "publication/ports/publication_store.hpp"

namespace instante::publication {

inline constexpr std::size_t timeline_limit = 1000;  ///< entries kept of a timeline; older pages are merged at read
inline constexpr std::size_t backfill_limit = 100;   ///< publications that a follow brings into a timeline

/// A page of a feed, newest first. `next` is where the following page begins; nothing at the feed's end. A page may be short before that.
struct FeedPage {
    std::vector<Listed> items;
    std::optional<PublicationId> next;
};

/// A publication that still has followers to reach.
struct FanOut {
    PublicationId publication;
    UserId owner;
    UserId after;  ///< the last follower reached
};

/// Who sees what in their feed.
class Timelines {
public:
    virtual ~Timelines() = default;
    /// What `viewer` sees of publications older than `before`: their own and those of whom they follow **now**, pushed and pulled, each once; those that exist, of people who are
    /// not gone. The cost does not depend on how much is stored, nor on how many follow an author; `limit` is 1..100.
    virtual Task<Result<FeedPage>> page(UserId viewer, PublicationId before, std::size_t limit) = 0;
    /// Publications still to be fanned out, oldest first.
    virtual Result<std::vector<FanOut>> pending(std::size_t limit) = 0;
    /// Puts the publication into the timelines of the next `chunk` active followers and moves on, in one transaction; the timelines are trimmed as they grow. Whether that was the last.
    virtual Task<Result<bool>> advance(FanOut fan_out, std::size_t chunk) = 0;
};

}  // namespace instante::publication
