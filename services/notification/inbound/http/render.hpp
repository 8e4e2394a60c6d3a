#pragma once

#include <string>

#include "blob/blob.hpp"
#include "notification/domain/notification.hpp"
#include "notification/usecases/read_inbox.hpp"

namespace instante::notification {

/// One entry as JSON.
std::string render_entry(const InboxEntry& entry, const blob::Urls& urls);

/// The entries of a page as the JSON of a list's content, without brackets.
std::string render_entries(const InboxPage& page, const blob::Urls& urls);

}  // namespace instante::notification
