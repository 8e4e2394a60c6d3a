#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "http/client.hpp"
#include "notification/domain/push.hpp"

namespace instante::notification {

/// The absolute URL of an object's key.
using AbsoluteUrl = std::function<std::string(std::string_view key)>;

/// A message as FCM HTTP v1 takes it (`projects.messages.send`). The notification's id is its tag on Android and its collapse id
/// on Apple's: one that comes twice replaces the first on screen (FCM ignores `collapse_key` on messages with a notification).
std::string render_fcm_message(const PushMessage& message, const AbsoluteUrl& url);

/// What FCM's answer means (docs: "FCM error codes").
PushAnswer judge_fcm_answer(const http::ClientResponse& response);

}  // namespace instante::notification
