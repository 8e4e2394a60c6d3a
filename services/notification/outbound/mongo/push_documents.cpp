#include "notification/outbound/mongo/push_documents.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "mongo/update.hpp"
#include "notification/outbound/mongo/shelf.hpp"

namespace instante::notification::mongo_shelf {
namespace {

using mongo::Array;
using mongo::Batch;
using mongo::Connection;
using mongo::Document;
using mongo::Update;
using mongo::View;

constexpr Holder nobody = 0;

Update free_again() {
    Update update;
    update.set("holder", nobody).set("until", core::Timestamp{});
    return update;
}

std::string push_id(const PushKey& key) {
    return to_string(key.notification) + '|' + key.token;
}

Document any_of(const std::vector<PushKey>& keys) {
    std::vector<std::string> ids;
    ids.reserve(keys.size());
    for (const auto& key : keys) ids.push_back(push_id(key));
    return {{"_id", Document{{"$in", Array::of(ids)}}}};
}

Push to_push(const View& document) {
    Push push;
    push.key = {document.id<NotificationId>("notification"), document.text("token")};
    push.user = document.id<UserId>("user");
    push.lang = document.text("lang");
    push.attempt = static_cast<int>(document.integer("attempt"));
    push.due = document.time("due");
    return push;
}

/// What `holder` may take: nobody's, what an instance that died has held, and its own.
Document is_free_for(Holder holder, core::Timestamp now) {
    return {{"$or", Array{Document{{"until", Document{{"$lte", now}}}}, Document{{"holder", holder}}}}};
}

/// Greater by due time, notification and token.
Document comes_after(const DueKey& after) {
    return {{"$or", Array{Document{{"due", Document{{"$gt", after.due}}}},
                          Document{{"due", after.due}, {"notification", Document{{"$gt", after.key.notification}}}},
                          Document{{"due", after.due},
                                   {"notification", after.key.notification},
                                   {"token", Document{{"$gt", after.key.token}}}}}}};
}

Document due_for(Holder holder, core::Timestamp now, const std::optional<DueKey>& after) {
    if (!after) return {{"due", Document{{"$lte", now}}}, {"$and", Array{is_free_for(holder, now)}}};
    return {{"due", Document{{"$gte", after->due}, {"$lte", now}}},
            {"$and", Array{is_free_for(holder, now), comes_after(*after)}}};
}

/// Those of `keys` that are the holder's.
std::set<PushKey> held_of(Connection& connection, Holder holder, const std::vector<PushKey>& keys) {
    std::set<PushKey> held;
    auto filter = any_of(keys);
    filter.add("holder", holder);
    for (const auto& found : connection.find(pushes, filter, {.projection = Document{{"notification", 1}, {"token", 1}}}))
        held.insert({found.view().id<NotificationId>("notification"), found.view().text("token")});
    return held;
}

/// Takes what is free, and what is held not much longer: in one step each, so that of two who try it is one's. Those that others
/// have taken, or settled, in between; empty: none.
std::vector<PushKey> take(Connection& connection, Holder holder, core::Timestamp now, const std::vector<PushKey>& keys) {
    if (keys.empty()) return {};
    auto filter = any_of(keys);
    filter.add("due", Document{{"$lte", now}}).add("$and", Array{is_free_for(holder, now)});
    const auto update = Update{}.set("holder", holder).set("until", now + lease_time).document();
    if (connection.update_all(pushes, filter, update) == keys.size()) return {};
    const auto held = held_of(connection, holder, keys);
    std::vector<PushKey> lost;
    for (const auto& key : keys)
        if (!held.contains(key)) lost.push_back(key);
    return lost;
}

}  // namespace

void owe(Connection& connection, NotificationId id, const std::vector<Recipient>& recipients, core::Timestamp due) {
    Batch rows;
    for (const auto& recipient : recipients)
        for (const auto& device : recipient.devices)
            rows.insert(Document{{"_id", push_id({id, device.token})},
                                 {"notification", id},
                                 {"token", device.token},
                                 {"user", recipient.id},
                                 {"lang", recipient.lang},
                                 {"attempt", 0},
                                 {"due", due},
                                 {"holder", nobody},
                                 {"until", core::Timestamp{}}});
    connection.write(pushes, rows);
}

void bring_forward(Connection& connection, NotificationId id, core::Timestamp due, core::Timestamp now) {
    connection.update_all(pushes, Document{{"notification", id}, {"due", due}}, Update{}.set("due", now).document());
}

void take_back_pushes(Connection& connection, NotificationId id, const std::vector<UserId>& users) {
    connection.remove_all(pushes, Document{{"notification", id}, {"user", Document{{"$in", Array::of(users)}}}});
}

std::size_t remove_pushes(Connection& connection, const Document& filter, std::size_t limit) {
    std::vector<std::string> ids;
    for (const auto& found : connection.find(pushes, filter, {.limit = limit, .projection = Document{{"_id", 1}}}))
        ids.push_back(found.view().text("_id"));
    if (!ids.empty()) connection.remove_all(pushes, Document{{"_id", Document{{"$in", Array::of(ids)}}}});
    return ids.size();
}

LeasedPushes lease_due(Connection& connection, Holder holder, core::Timestamp now, const std::optional<DueKey>& after,
                       std::size_t limit) {
    const Document order{{"due", 1}, {"notification", 1}, {"token", 1}};
    const auto found = connection.find(pushes, due_for(holder, now, after), {.sort = order, .limit = limit});
    LeasedPushes leased;
    std::vector<PushKey> wanted;
    for (const auto& document : found) {
        const auto view = document.view();
        leased.pushes.push_back(to_push(view));
        const bool is_kept = view.integer("holder") == holder && view.time("until") >= now + lease_time / 2;
        if (!is_kept) wanted.push_back(leased.pushes.back().key);
    }
    const auto lost = take(connection, holder, now, wanted);
    leased.outrun = !lost.empty();
    std::erase_if(leased.pushes, [&lost](const Push& push) { return std::ranges::find(lost, push.key) != lost.end(); });
    return leased;
}

std::optional<core::Timestamp> next_due(Connection& connection, core::Timestamp now) {
    const auto found = connection.find(pushes, Document{{"due", Document{{"$gt", now}}}},
                                       {.sort = Document{{"due", 1}}, .limit = 1, .projection = Document{{"due", 1}}});
    if (found.empty()) return std::nullopt;
    return found.front().view().time("due");
}

std::size_t release(Connection& connection, const std::vector<Holder>& dead) {
    if (dead.empty()) return 0;
    return connection.update_all(pushes, Document{{"holder", Document{{"$in", Array::of(dead)}}}}, free_again().document());
}

void end_pushes(Connection& connection, const std::vector<PushKey>& keys) {
    if (!keys.empty()) connection.remove_all(pushes, any_of(keys));
}

std::vector<PushKey> owed_of(Connection& connection, const std::vector<PushKey>& keys) {
    if (keys.empty()) return {};
    std::set<PushKey> there;
    for (const auto& found : connection.find(pushes, any_of(keys), {.projection = Document{{"notification", 1}, {"token", 1}}}))
        there.insert({found.view().id<NotificationId>("notification"), found.view().text("token")});
    std::vector<PushKey> owed;
    for (const auto& key : keys)
        if (there.contains(key)) owed.push_back(key);
    return owed;
}

void postpone(Connection& connection, Holder holder, const std::vector<Postponed>& failed) {
    Batch changes;
    for (const auto& [key, due] : failed) {
        const Document ours{{"_id", push_id(key)}, {"holder", Document{{"$in", Array{holder, nobody}}}}};
        const auto later = free_again().set("due", due).increment("attempt", 1).document();
        changes.update_one(ours, later);
    }
    connection.write(pushes, changes);
}

}  // namespace instante::notification::mongo_shelf
