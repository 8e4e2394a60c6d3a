#pragma once

#include "core/time.hpp"
#include "core/trace.hpp"
#include "mongo/connection.hpp"
#include "notification/domain/audience.hpp"
#include "notification/outbound/mongo/shelf.hpp"

namespace instante::notification::mongo_shelf {

/// Brings a notification to one page of its audience, if it is the page that is waited for. Every step may be repeated, and the
/// last, which asks for the next page, ends the wait: who dies before it leaves a page that is taken again.
void spread(mongo::Connection& connection, const Shelf& shelf, const AudiencePage& page, core::Timestamp now,
            const core::Trace& trace);

}  // namespace instante::notification::mongo_shelf
