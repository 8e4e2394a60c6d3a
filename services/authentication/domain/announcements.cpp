#include "authentication/domain/announcements.hpp"

#include <cstdlib>
#include <utility>

namespace instante::authentication {

Announcement announce_change(const User& user, std::vector<std::string> media_keys) {
    switch (user.state) {
        case UserState::active:
            return UserUpdated{user, std::move(media_keys)};
        case UserState::disabled:
            return UserDisabled{user.id, user.version, user.state_at};
        case UserState::deleted:
            return UserDeleted{user.id, user.version, user.state_at, std::move(media_keys)};
    }
    std::abort();
}

}  // namespace instante::authentication
