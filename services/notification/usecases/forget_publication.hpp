#pragma once

#include "async/task.hpp"
#include "core/error.hpp"
#include "notification/ports/notification_store.hpp"

namespace instante::notification {

/// Takes back what was told of a publication that is gone.
class ForgetPublication {
public:
    explicit ForgetPublication(NotificationStore& notifications) : notifications_(notifications) {}

    /// Hidden at once, then removed in chunks; resumable.
    Task<Result<void>> operator()(PublicationId publication);

private:
    NotificationStore& notifications_;
};

}  // namespace instante::notification
