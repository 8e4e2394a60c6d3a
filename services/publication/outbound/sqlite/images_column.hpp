#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "publication/domain/publication.hpp"

namespace instante::publication::sqlite_file {

/// Images as they rest in `publication.images`: JSON with short names, ours alone.
std::string pack_images(const std::vector<Image>& images);
/// Errors: `internal` (it is not what we wrote).
Result<std::vector<Image>> unpack_images(std::string_view column);

}  // namespace instante::publication::sqlite_file
