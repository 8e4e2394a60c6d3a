#pragma once

#include "access/access.hpp"
#include "blob/blob.hpp"
#include "http/router.hpp"
#include "notification/usecases/mark_read.hpp"
#include "notification/usecases/read_inbox.hpp"

namespace instante::notification {

/// What the routes stand on; all outlive the router.
struct Doors {
    const access::Access& access;
    const blob::Urls& urls;
    ReadInbox& read_inbox;
    MarkRead& mark_read;
};

/// Adds `GET /notifications` and `POST /notifications/read` (contracts/http/notification.openapi.yaml).
void add_routes(http::Router& router, Doors doors);

}  // namespace instante::notification
