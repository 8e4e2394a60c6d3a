#pragma once

#include <string>

#include "blob/blob.hpp"
#include "resize_image/domain/publication.hpp"

namespace instante::resize_image {

/// A publication as the publication service will answer it once it is there: nobody has liked or saved it yet.
std::string render_publication(const Publication& publication, const blob::Urls& urls);

}  // namespace instante::resize_image
