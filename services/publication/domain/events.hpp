#pragma once

#include <string>
#include <variant>
#include <vector>

#include "publication/domain/person.hpp"
#include "publication/domain/publication.hpp"

namespace instante::publication {

/// Facts that others hear of. A store keeps them with the change they tell of, in one transaction.
struct PublicationCreated {
    Publication publication;
    Person owner;  ///< as the followers are told
};
struct PublicationUpdated {
    Publication publication;
};
struct PublicationDeleted {
    PublicationId id;
    UserId owner;
    std::uint64_t version = 0;
    std::vector<std::string> media_keys;  ///< nobody owns them any more
};

}  // namespace instante::publication
