#pragma once

#include <memory>

#include "notification/ports/inbox_store.hpp"
#include "notification/ports/notification_store.hpp"
#include "notification/ports/people_store.hpp"
#include "notification/ports/push_store.hpp"

namespace instante::notification {

/// All stores of the service, over one engine.
struct Stores {
    std::unique_ptr<NotificationStore> notifications;
    std::unique_ptr<InboxStore> inboxes;
    std::unique_ptr<PeopleStore> people;
    std::unique_ptr<PushStore> pushes;
};

}  // namespace instante::notification
