#pragma once

#include <string>

#include "blob/blob.hpp"
#include "publication/domain/person.hpp"
#include "publication/domain/publication.hpp"

namespace instante::publication {

/// A person as a summary: `{id, username, name, image}`.
std::string render_owner(const Person& person, const blob::Urls& urls);

/// Everything of a publication but its id, its owner and what depends on the viewer: `"text":…` to `"edited_at":…`, without
/// braces.
std::string render_content(const Publication& publication, const blob::Urls& urls);

}  // namespace instante::publication
