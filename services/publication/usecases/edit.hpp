#pragma once

#include "core/time.hpp"
#include "core/trace.hpp"
#include "publication/ports/publication_store.hpp"

namespace instante::publication {

/// Changes the text and the alternative texts of one's own publication.
class Edit {
public:
    Edit(PublicationStore& store, const core::Clock& clock) : store_(store), clock_(clock) {}

    /// The publication as it is now. Errors: `not_found`, `forbidden`, `invalid_fields`, `outdated` (others kept changing it).
    [[nodiscard]] Task<Result<Publication>> operator()(UserId viewer, PublicationId id, Change change, core::Trace trace);

private:
    PublicationStore& store_;
    const core::Clock& clock_;
};

}  // namespace instante::publication
