#pragma once

#include "async/task.hpp"
#include "core/error.hpp"
#include "http/message.hpp"
#include "notification/inbound/http/routes.hpp"

namespace instante::notification {

/// `GET /notifications/stream`: server-sent events (WHATWG HTML §9.2), one for each entry that comes into the inbox, from
/// `Last-Event-ID` on. A connection that takes nothing is told nothing: what it misses is read from the inbox when it comes back.
Task<Result<http::Response>> stream(Doors doors, http::Request request);

}  // namespace instante::notification
