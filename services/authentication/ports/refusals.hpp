#pragma once

#include "authentication/domain/announcements.hpp"

namespace instante::authentication {

/// Refuses access tokens at once, in this process; the events bring it to the others. Safe from any thread.
class Refusals {
public:
    virtual ~Refusals() = default;
    virtual void refuse_session(const SessionEnded& ended) = 0;
    virtual void refuse_user(UserId user, core::Timestamp at) = 0;
};

}  // namespace instante::authentication
