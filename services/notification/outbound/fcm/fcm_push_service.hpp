#pragma once

#include <memory>
#include <string>

#include "core/time.hpp"
#include "notification/outbound/fcm/message.hpp"
#include "notification/outbound/fcm/service_account.hpp"
#include "notification/ports/push_service.hpp"

namespace instante::notification {

struct FcmOptions {
    ServiceAccount account;
    std::string endpoint;  ///< without a last slash; empty: Google's
    std::string ca_file;   ///< certificates to trust besides the system's
    std::size_t in_flight = 100;
    AbsoluteUrl url;
};

/// Firebase Cloud Messaging, HTTP v1: one multiplexed HTTP/2 connection (over `http:`, for tests, several of HTTP/1.1). The clock
/// outlives it.
std::unique_ptr<PushService> make_fcm_push_service(FcmOptions options, const core::Clock& clock);

}  // namespace instante::notification
