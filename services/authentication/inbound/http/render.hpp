#pragma once

#include <optional>
#include <string>
#include <vector>

#include "authentication/domain/follow.hpp"
#include "authentication/domain/user.hpp"
#include "authentication/usecases/session_maker.hpp"
#include "blob/blob.hpp"

namespace instante::authentication {

// JSON of the API (contracts/http/authentication.openapi.yaml).

/// A person as anybody sees them; `viewer` tells how who is signed in stands to them.
std::string render_user(const User& user, const std::optional<Relation>& viewer, const blob::Urls& urls);
/// A person as they see themselves.
std::string render_me(const User& user, const blob::Urls& urls);
/// What who signs in is given.
std::string render_session(const SignedIn& signed_in, const blob::Urls& urls);
/// Summaries, comma between them: the items of a list.
std::string render_people(const std::vector<Person>& people, const blob::Urls& urls);

}  // namespace instante::authentication
