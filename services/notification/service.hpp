#pragma once

#include <memory>

#include "core/error.hpp"
#include "host/service.hpp"

namespace instante::notification {

/// Opens the service in `context`. Errors: `bad_fcm_credentials`, and those of its database.
Result<std::unique_ptr<host::Service>> make_notification_service(host::Context& context);

}  // namespace instante::notification
