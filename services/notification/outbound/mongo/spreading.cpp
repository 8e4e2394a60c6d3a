#include "notification/outbound/mongo/spreading.hpp"

#include <algorithm>
#include <chrono>

#include "mongo/update.hpp"
#include "notification/outbound/mongo/inbox_documents.hpp"
#include "notification/outbound/mongo/notification_documents.hpp"
#include "notification/outbound/mongo/person_documents.hpp"
#include "notification/outbound/mongo/push_documents.hpp"

namespace instante::notification::mongo_shelf {
namespace {

using mongo::Connection;
using mongo::Document;
using mongo::Update;

/// How long the pushes of a page wait for the cursor behind it to be moved: a process that dies in between has not begun to
/// deliver them when another takes the page again, so that it finds them owed and owes none twice.
constexpr std::chrono::seconds cursor_moves_within{2};

Document waiting_for(const AudiencePage& page) {
    return {{"_id", page.notification}, {"cursor", page.asked}, {"done", false}, {"hidden", false}};
}

bool is_waiting(Connection& connection, const AudiencePage& page) {
    return connection.exists(notifications, waiting_for(page));
}

/// Those of the page who are told, and are not gone: not the actor themselves.
std::vector<Recipient> recipients_of(Connection& connection, const AudiencePage& page, UserId actor) {
    std::vector<UserId> users;
    for (const auto& recipient : page.recipients) users.push_back(recipient.id);
    auto gone = deleted_of(connection, users);
    std::ranges::sort(gone);
    std::vector<Recipient> told;
    for (const auto& recipient : page.recipients)
        if (recipient.id != actor && !std::ranges::binary_search(gone, recipient.id)) told.push_back(recipient);
    return told;
}

/// Looked at now that it is written: whoever purges somebody, or clears what is hidden, may have looked before. By the whole
/// page, since a try that was broken off may have written for those who are gone by now.
void look_again(Connection& connection, const AudiencePage& page) {
    std::vector<UserId> users;
    for (const auto& recipient : page.recipients) users.push_back(recipient.id);
    const auto gone = deleted_of(connection, users);
    if (gone.empty()) return;
    take_back_entries(connection, page.notification, gone);
    take_back_pushes(connection, page.notification, gone);
    forget_readers(connection, gone);
}

/// A hidden notification goes no further; what this page, or a try that was broken off, may have put after it was cleared is
/// cleared now.
bool stop_if_hidden(Connection& connection, const AudiencePage& page) {
    if (!connection.exists(notifications, Document{{"_id", page.notification}, {"hidden", true}})) return false;
    stir(connection, page.notification);
    clear_hidden(connection, page.recipients.size() + 1);
    return true;
}

/// Another who did so first has told the same people.
void go_on(Connection& connection, const Shelf& shelf, const AudiencePage& page, const Audience& audience,
           const core::Trace& trace) {
    Update update;
    update.set("done", !page.next);
    if (page.next) {
        update.set("cursor", *page.next);
        shelf.enclose(AudienceAsked{page.notification, audience, *page.next}, trace).into(update);
    }
    connection.update(notifications, waiting_for(page), update.document());
}

}  // namespace

void spread(Connection& connection, const Shelf& shelf, const AudiencePage& page, core::Timestamp now, const core::Trace& trace) {
    const auto found = connection.find_one(notifications, waiting_for(page));
    if (!found) {
        stop_if_hidden(connection, page);
        return;
    }
    const auto actor = found->view().id<UserId>("actor");
    const auto presence = presence_of(connection, actor);
    if (presence == Presence::deleted) return;
    const auto told = recipients_of(connection, page, actor);
    std::vector<UserId> users;
    for (const auto& recipient : told) users.push_back(recipient.id);
    put_entries(connection, page.notification, users);
    // Nor is pushed what another has told while this page was put: it may be delivered already.
    const bool has_devices = std::ranges::any_of(told, [](const Recipient& each) { return !each.devices.empty(); });
    const bool is_owed = has_devices && presence == Presence::here && is_waiting(connection, page);
    const auto due = now + cursor_moves_within;
    if (is_owed) owe(connection, page.notification, told, due);
    look_again(connection, page);
    if (stop_if_hidden(connection, page)) return;
    go_on(connection, shelf, page, audience_of(found->view()), trace);
    if (is_owed) bring_forward(connection, page.notification, due, now);
}

}  // namespace instante::notification::mongo_shelf
