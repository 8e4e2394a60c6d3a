#pragma once

#include <optional>
#include <string>
#include <vector>

#include "authentication/domain/deletion.hpp"
#include "authentication/domain/mail.hpp"
#include "authentication/usecases/administer.hpp"
#include "authentication/usecases/settle_picture.hpp"
#include "authentication/usecases/tell.hpp"
#include "bus/message.hpp"
#include "core/error.hpp"

namespace instante::authentication {

/// `user.request.v1`: people by id, or all of them page by page.
struct UserRequest {
    std::optional<std::vector<UserId>> ids;
    UserId after;
    std::size_t limit = 0;
};
/// `follows.request.v1`.
struct FollowsRequest {
    std::optional<EdgeKey> after;
    std::size_t limit = 0;
};

/// `user.purged.v1`; no keeper: a service that we do not wait for.
struct Purged {
    UserId user;
    std::optional<Keeper> keeper;
};

// Read the bodies of messages. Errors: `malformed`, `invalid_fields`.
Result<Audience> parse_token_request(const bus::Message& message);
Result<UserRequest> parse_user_request(const bus::Message& message);
Result<FollowsRequest> parse_follows_request(const bus::Message& message);
Result<std::vector<InvalidDevice>> parse_token_invalid(const bus::Message& message);
Result<MailOrder> parse_mail_order(const bus::Message& message);
Result<Purged> parse_user_purged(const bus::Message& message);
Result<StateOrder> parse_user_disable(const bus::Message& message);
Result<PictureAnswer> parse_image_rendered(const bus::Message& message);

}  // namespace instante::authentication
