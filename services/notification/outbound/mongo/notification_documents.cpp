#include "notification/outbound/mongo/notification_documents.hpp"

#include <algorithm>

#include "mongo/update.hpp"
#include "notification/outbound/mongo/inbox_documents.hpp"
#include "notification/outbound/mongo/person_documents.hpp"
#include "notification/outbound/mongo/shelf.hpp"

namespace instante::notification::mongo_shelf {
namespace {

using mongo::Array;
using mongo::Batch;
using mongo::Connection;
using mongo::Document;
using mongo::Update;
using mongo::View;

/// Hidden notifications looked at together.
constexpr std::size_t cleared_at_once = 100;

InboxEntry to_entry(const View& document) {
    InboxEntry entry;
    entry.id = document.id<NotificationId>("_id");
    entry.type = static_cast<Type>(document.integer("type"));
    entry.actor.id = document.id<UserId>("actor");
    if (document.has("publication")) entry.publication = document.id<PublicationId>("publication");
    entry.text = document.text("text");
    entry.image = document.text("image");
    entry.created_at = document.time("created_at");
    return entry;
}

/// None of their entries was found; where somebody has stirred since, they are looked at again.
void note_cleared(Connection& connection, const std::vector<Document>& hidden) {
    Batch notes;
    for (const auto& document : hidden) {
        const auto view = document.view();
        notes.update_one(Document{{"_id", view.id<NotificationId>("_id")}, {"stirred", view.integer("stirred")}},
                         Update{}.unset("to_clear").document());
    }
    connection.write(notifications, notes);
}

}  // namespace

Document to_document(const Notification& notification, bool hidden) {
    Document document{{"_id", notification.id},
                      {"type", static_cast<int>(notification.type)},
                      {"actor", notification.actor.id},
                      {"hidden", hidden},
                      {"stirred", std::int64_t{0}},
                      {"done", hidden},
                      {"cursor", ""},
                      {"created_at", notification.created_at},
                      {"text", hidden ? "" : notification.text},
                      {"image", hidden ? "" : notification.image}};
    if (notification.publication) document.add("publication", *notification.publication);
    if (const auto* followers = std::get_if<FollowersOf>(&notification.audience)) {
        document.add("followers_of", followers->user);
    } else {
        document.add("users", Array::of(std::get<std::vector<UserId>>(notification.audience)));
    }
    return document;
}

Audience audience_of(const View& notification) {
    if (notification.has("followers_of")) return FollowersOf{notification.id<UserId>("followers_of")};
    std::vector<UserId> users;
    for (const auto user : notification.integers("users")) users.push_back(UserId{static_cast<std::uint64_t>(user)});
    return users;
}

std::map<NotificationId, InboxEntry> shown_of(Connection& connection, const std::vector<NotificationId>& ids) {
    std::map<NotificationId, InboxEntry> shown;
    if (ids.empty()) return shown;
    const Document filter{{"_id", Document{{"$in", Array::of(ids)}}}, {"hidden", false}};
    const Document told{{"type", 1}, {"actor", 1}, {"publication", 1}, {"text", 1}, {"image", 1}, {"created_at", 1}};
    const auto documents = connection.find(notifications, filter, {.projection = told});
    std::vector<UserId> actors;
    for (const auto& document : documents) actors.push_back(document.view().id<UserId>("actor"));
    std::ranges::sort(actors);
    actors.erase(std::ranges::unique(actors).begin(), actors.end());
    const auto here = people_here(connection, actors);
    for (const auto& document : documents) {
        auto entry = to_entry(document.view());
        const auto actor = here.find(entry.actor.id);
        if (actor == here.end()) continue;
        entry.actor = actor->second;
        shown.emplace(entry.id, std::move(entry));
    }
    return shown;
}

void hide(Connection& connection, Document filter) {
    filter.add("hidden", false);
    const auto update = Update{}.set("hidden", true).set("to_clear", true).set("text", "").set("image", "").document();
    connection.update_all(notifications, filter, update);
}

void stir(Connection& connection, NotificationId id) {
    const auto update = Update{}.set("to_clear", true).increment("stirred", 1).document();
    connection.update(notifications, Document{{"_id", id}, {"hidden", true}}, update);
}

bool clear_hidden(Connection& connection, std::size_t limit) {
    for (;;) {
        const auto hidden = connection.find(notifications, Document{{"to_clear", true}},
                                            {.limit = cleared_at_once, .projection = Document{{"stirred", 1}}});
        if (hidden.empty()) return false;
        std::vector<NotificationId> ids;
        for (const auto& document : hidden) ids.push_back(document.view().id<NotificationId>("_id"));
        const auto removed = remove_entries(connection, Document{{"notification", Document{{"$in", Array::of(ids)}}}}, limit);
        limit -= removed;
        if (limit == 0) return true;
        note_cleared(connection, hidden);
    }
}

}  // namespace instante::notification::mongo_shelf
