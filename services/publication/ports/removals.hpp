#pragma once

#include <cstddef>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "publication/domain/ids.hpp"

namespace instante::publication {

/// A promise to delete everything that `owner` has published up to `up_to`; with `person`, all that is theirs, as they are
/// deleted.
struct Removal {
    UserId owner;
    PublicationId up_to;
    bool person = false;

    friend bool operator==(const Removal&, const Removal&) = default;
};

/// Deletions that are too large for one transaction: promised at once, kept in pieces, resumed after a crash.
class Removals {
public:
    virtual ~Removals() = default;
    /// Promises it. From now on no publication of `owner` up to `up_to` is added any more. A promise is widened, never narrowed;
    /// the same again after its end runs again.
    virtual Task<Result<void>> begin(Removal removal) = 0;
    /// Those that have not ended.
    virtual Task<Result<std::vector<Removal>>> pending(std::size_t limit) = 0;
    /// Deletes the next `chunk` (1..100) publications and queues their events; when none is left, of a person their edges and
    /// their timeline; at last `PersonPurged` is queued. Whether that was the end.
    virtual Task<Result<bool>> advance(Removal removal, std::size_t chunk) = 0;
};

}  // namespace instante::publication
