#pragma once

#include "core/error.hpp"
#include "json/reader.hpp"
#include "publication/domain/publication.hpp"

namespace instante::publication {

/// The change that a PATCH asks for: `{text?, images:[{id, alt}]?}`. Errors: `invalid_fields`, every bad one.
Result<Change> read_change(json::Document document);

}  // namespace instante::publication
