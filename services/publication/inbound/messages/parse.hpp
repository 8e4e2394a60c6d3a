#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "publication/domain/events.hpp"
#include "publication/domain/person.hpp"
#include "publication/domain/publication.hpp"

namespace instante::publication {

// What the other services send, as this one reads it (contracts/messages). Unknown fields are passed over. Errors: `malformed`,
// `invalid_fields`.

/// `publication.create.v1`.
Result<PublicationCreated> parse_publication_create(const std::string& body);
/// `user.created.v1`, `user.updated.v1`.
Result<Person> parse_user_event(const std::string& body);
/// `user.disabled.v1`, `user.deleted.v1`: the tombstone.
Result<Person> parse_user_gone(const std::string& body, PersonState state);
/// `follow.created.v1`, `follow.deleted.v1`.
Result<Follow> parse_follow_event(const std::string& body);

struct PeoplePage {
    std::vector<Person> people;
    std::optional<UserId> next;
};
/// `user.data.v1`.
Result<PeoplePage> parse_user_data(const std::string& body);

struct FollowsPage {
    std::vector<Follow> follows;
    std::string next;  ///< JSON that is authentication's alone; empty at the end
};
/// `follows.data.v1`.
Result<FollowsPage> parse_follows_data(const std::string& body);

/// `publication.request.v1`: at most 1,000 ids.
Result<std::vector<PublicationId>> parse_publication_request(const std::string& body);

}  // namespace instante::publication
