#pragma once

#include <memory>

#include "authentication/ports/account_store.hpp"
#include "authentication/ports/deletion_store.hpp"
#include "authentication/ports/device_store.hpp"
#include "authentication/ports/follow_store.hpp"
#include "authentication/ports/key_store.hpp"
#include "authentication/ports/mail_store.hpp"
#include "authentication/ports/people_store.hpp"
#include "authentication/ports/picture_store.hpp"
#include "authentication/ports/search_store.hpp"
#include "authentication/ports/session_store.hpp"

namespace instante::authentication {

/// All stores of the service, over one engine.
struct Stores {
    std::unique_ptr<AccountStore> accounts;
    std::unique_ptr<PeopleStore> people;
    std::unique_ptr<SessionStore> sessions;
    std::unique_ptr<FollowStore> follows;
    std::unique_ptr<DeviceStore> devices;
    std::unique_ptr<PictureStore> pictures;
    std::unique_ptr<KeyStore> keys;
    std::unique_ptr<MailStore> mails;
    std::unique_ptr<DeletionStore> deletions;
    std::unique_ptr<SearchStore> search;
};

}  // namespace instante::authentication
