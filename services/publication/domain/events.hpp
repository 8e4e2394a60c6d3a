#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/trace.hpp"
#include "publication/domain/person.hpp"
#include "publication/domain/publication.hpp"

namespace instante::publication {

/// Facts that others hear of. A store keeps them with the change they tell of, in one transaction. `trace` is the request they
/// come from.
struct PublicationCreated {
    Publication publication;
    Person owner;  ///< as the followers are told
    core::Trace trace;
};
struct PublicationUpdated {
    Publication publication;
    core::Trace trace;
};
struct PublicationDeleted {
    PublicationId id;
    UserId owner;
    std::uint64_t version = 0;
    std::vector<std::string> media_keys;  ///< nobody owns them any more
    core::Trace trace;
};
/// Nothing of a deleted person is left in this service.
struct PersonPurged {
    UserId id;
};
/// The operator has decided, for what was reported of a person, that they are to be disabled, or no more. The newest `at` holds.
struct PersonJudged {
    UserId id;
    bool disabled = false;
    core::Timestamp at{};
};

using Announcement = std::variant<PublicationCreated, PublicationUpdated, PublicationDeleted, PersonPurged, PersonJudged>;

}  // namespace instante::publication
