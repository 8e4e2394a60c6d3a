#pragma once

#include "async/task.hpp"
#include "notification/domain/push.hpp"

namespace instante::notification {

/// What brings a message to a device.
class PushService {
public:
    virtual ~PushService() = default;
    /// Hands `message` over. Many may be under way; all from one loop.
    virtual Task<PushAnswer> send(PushMessage message) = 0;
};

}  // namespace instante::notification
