#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "mongo/connection.hpp"
#include "notification/domain/notification.hpp"

namespace instante::notification::mongo_shelf {

/// As it is inserted: waiting for the first page of its audience, or hidden from the beginning.
mongo::Document to_document(const Notification& notification, bool hidden);
Audience audience_of(const mongo::View& notification);

/// Those of `ids` that are shown, with their actors as they are now; none of them read.
std::map<NotificationId, InboxEntry> shown_of(mongo::Connection& connection, const std::vector<NotificationId>& ids);

/// Hides those that fit `filter` and are shown. Of what they told nothing is left but their ids.
void hide(mongo::Connection& connection, mongo::Document filter);
/// Tells whoever clears that entries of a hidden notification may be there (again).
void stir(mongo::Connection& connection, NotificationId id);
/// Removes at most `limit` inbox entries of hidden notifications. Whether there may be more.
bool clear_hidden(mongo::Connection& connection, std::size_t limit);

}  // namespace instante::notification::mongo_shelf
