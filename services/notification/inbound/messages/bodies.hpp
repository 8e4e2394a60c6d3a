#pragma once

#include <cstdint>
#include <vector>

#include "bus/message.hpp"
#include "core/error.hpp"
#include "notification/domain/audience.hpp"
#include "notification/domain/notification.hpp"
#include "notification/domain/person.hpp"

namespace instante::notification {

/// A person's whole state, as far as it matters here.
struct PersonChanged {
    Person person;
    std::int64_t version = 0;
};

struct PersonGone {
    UserId id;
    std::int64_t version = 0;
};

// Read the bodies of messages. Errors: `malformed`, `invalid_fields`.

/// `notification.create.v1`.
Result<Notification> parse_notification(const bus::Message& message);
/// `token.page.v1`, the answer to the request whose id is its `correlation_id`. Devices of other kinds than FCM are passed over.
Result<AudiencePage> parse_audience_page(const bus::Message& message);
/// `user.created.v1`, `user.updated.v1`.
Result<PersonChanged> parse_person_changed(const bus::Message& message);
/// `user.disabled.v1`, `user.deleted.v1`.
Result<PersonGone> parse_person_gone(const bus::Message& message);
/// `publication.deleted.v1`.
Result<PublicationId> parse_publication_deleted(const bus::Message& message);
/// `inbox.arrived.v1`.
Result<std::vector<UserId>> parse_inbox_arrived(const bus::Message& message);

}  // namespace instante::notification
