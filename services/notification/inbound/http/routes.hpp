#pragma once

#include "access/access.hpp"
#include "blob/blob.hpp"
#include "http/router.hpp"
#include "notification/usecases/listen.hpp"
#include "notification/usecases/mark_read.hpp"
#include "notification/usecases/read_inbox.hpp"

namespace instante::notification {

/// What the routes stand on; all outlive the router.
struct Doors {
    const access::Access& access;
    const blob::Urls& urls;
    ReadInbox& read_inbox;
    MarkRead& mark_read;
    Listen& listen;
};

/// Adds `GET /notifications`, `POST /notifications/read` and `GET /notifications/stream`
/// (contracts/http/notification.openapi.yaml).
void add_routes(http::Router& router, Doors doors);

}  // namespace instante::notification
