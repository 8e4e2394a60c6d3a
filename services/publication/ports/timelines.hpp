#pragma once

#include <cstddef>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "publication/domain/listed.hpp"

namespace instante::publication {

inline constexpr std::size_t timeline_limit = 1000;  ///< entries kept of a timeline; older pages are merged at read
inline constexpr std::size_t backfill_limit = 100;   ///< publications that a follow brings into a timeline

/// A publication that still has followers to reach.
struct FanOut {
    PublicationId publication;
    UserId owner;
    UserId after;  ///< the last follower reached

    friend bool operator==(const FanOut&, const FanOut&) = default;
};

/// Who sees what in their feed.
class Timelines {
public:
    virtual ~Timelines() = default;
    /// What `viewer` sees of publications older than `before`: their own and those of whom they follow **now**, pushed and
    /// pulled, each once; those that exist, of people who are not gone. The cost does not depend on how much is stored, nor on
    /// how many follow an author; `limit` is 1..100.
    virtual Task<Result<ListedPage>> page(UserId viewer, PublicationId before, std::size_t limit) = 0;
    /// Publications still to be fanned out, oldest first.
    virtual Task<Result<std::vector<FanOut>>> pending(std::size_t limit) = 0;
    /// Brings the publication to the next `chunk` active followers and moves on, in one transaction; the timelines are trimmed as
    /// they grow. Whether that was the last. One that has been deleted meanwhile is done.
    virtual Task<Result<bool>> advance(FanOut fan_out, std::size_t chunk) = 0;
};

}  // namespace instante::publication
