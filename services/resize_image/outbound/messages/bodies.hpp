#pragma once

#include <string>
#include <vector>

#include "resize_image/domain/picture.hpp"
#include "resize_image/domain/publication.hpp"

/// The bodies of what we say, as contracts/messages has them.
namespace instante::resize_image {

std::string publication_create(const Publication& publication);
std::string image_rendered(ImageId id, UserId owner, const PictureOutcome& outcome);
std::string media_deleted(const std::vector<std::string>& keys);
std::string user_purged(UserId user);

}  // namespace instante::resize_image
