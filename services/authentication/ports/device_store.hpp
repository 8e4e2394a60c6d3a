#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "authentication/domain/device.hpp"
#include "authentication/domain/ids.hpp"
#include "core/error.hpp"
#include "core/page.hpp"

namespace instante::authentication {

/// Whom a notification reaches, and where.
struct Recipient {
    UserId id;
    std::string lang;
    std::vector<Device> devices;

    friend bool operator==(const Recipient&, const Recipient&) = default;
};

/// Where devices rest. Each call is one transaction; safe from any coroutine of the service.
class DeviceStore {
public:
    virtual ~DeviceStore() = default;
    /// Makes `device` that of the session, and nobody else's. Beyond `device_limit` the user's oldest goes.
    /// Errors: `not_found` if the session has ended; `unavailable`.
    virtual Task<Result<void>> put(SessionId session, Device device) = 0;
    /// Forgets the session's device; none is fine.
    virtual Task<Result<void>> remove(SessionId session) = 0;
    /// Forgets devices where they still are that user's.
    virtual Task<Result<void>> forget(std::vector<InvalidDevice> devices) = 0;
    /// Active followers of `user` by id, after `after`, out of at most `limit` edges (≤ 1000), with their devices.
    virtual Task<Result<core::Page<Recipient, UserId>>> followers_of(UserId user, UserId after, std::size_t limit) = 0;
    /// Those of `users` who are active and whose id is above `after`, by id, at most `limit` (≤ 1000), with their devices.
    virtual Task<Result<core::Page<Recipient, UserId>>> of_users(std::vector<UserId> users, UserId after, std::size_t limit) = 0;
};

}  // namespace instante::authentication
