#pragma once

#include <string>
#include <vector>

#include "bus/message.hpp"
#include "core/error.hpp"
#include "resize_image/domain/picture.hpp"

/// What others tell us, read from the messages of contracts/messages. Errors of all: `malformed`, `invalid_fields`.
namespace instante::resize_image {

/// `image.render.v1`.
Result<PictureRequest> parse_image_render(const bus::Message& message);

/// Objects that a change left without an owner.
template <class OwnerId>
struct LeftOver {
    OwnerId owner;
    std::vector<std::string> keys;
};

/// `publication.deleted.v1`.
Result<LeftOver<PublicationId>> parse_publication_deleted(const bus::Message& message);
/// `publication.updated.v1`.
Result<LeftOver<PublicationId>> parse_publication_updated(const bus::Message& message);
/// `user.updated.v1`.
Result<LeftOver<UserId>> parse_user_updated(const bus::Message& message);
/// `user.deleted.v1`: who; all that is theirs goes, named or not.
Result<UserId> parse_user_deleted(const bus::Message& message);

}  // namespace instante::resize_image
