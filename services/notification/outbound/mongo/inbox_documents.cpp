#include "notification/outbound/mongo/inbox_documents.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <string>

#include "mongo/update.hpp"
#include "notification/domain/limits.hpp"
#include "notification/outbound/mongo/shelf.hpp"

namespace instante::notification::mongo_shelf {
namespace {

using mongo::Array;
using mongo::Batch;
using mongo::Connection;
using mongo::Document;
using mongo::Update;

std::string entry_id(UserId user, NotificationId id) {
    return to_string(user) + '|' + to_string(id);
}

std::vector<std::string> entry_ids(NotificationId id, const std::vector<UserId>& users) {
    std::vector<std::string> ids;
    ids.reserve(users.size());
    for (const auto user : users) ids.push_back(entry_id(user, id));
    return ids;
}

/// One entry in 64 looks whether the inbox is too long: cheaper than counting at each, and what is beyond is not shown anyway.
bool is_moment_to_trim(UserId user, NotificationId id) {
    constexpr unsigned all_but_six_bits = 58;
    return (std::hash<NotificationId>{}({user.value ^ id.value}) >> all_but_six_bits) == 0;
}

void trim(Connection& connection, UserId user) {
    const auto newest = entries_of(connection, user, beyond_newest, {}, inbox_limit + 1);
    if (newest.size() <= inbox_limit) return;
    connection.remove_all(entries, Document{{"user", user}, {"notification", Document{{"$lte", newest.back()}}}});
}

/// Those of `users` who have a document.
std::vector<UserId> known_readers(Connection& connection, const std::vector<UserId>& users) {
    std::vector<UserId> known;
    const Document filter{{"_id", Document{{"$in", Array::of(users)}}}};
    for (const auto& found : connection.find(readers, filter, {.projection = Document{{"_id", 1}}}))
        known.push_back(found.view().id<UserId>("_id"));
    std::ranges::sort(known);
    return known;
}

/// At the end of the row of each who has a document, where it is not in it yet.
void append_to_rows(Connection& connection, NotificationId id, const std::vector<UserId>& users) {
    if (users.empty()) return;
    const Document newest{{"$each", Array{id}}, {"$slice", -static_cast<int>(inbox_limit)}};
    const Document arrived{{"$push", Document{{"row.came", newest}}}, {"$inc", Document{{"row.last", std::int64_t{1}}}}};
    const Document others{{"_id", Document{{"$in", Array::of(users)}}}, {"row.came", Document{{"$ne", id}}}};
    connection.update_all(readers, others, arrived);
}

/// Those who have no document get one that begins with it.
void arrive(Connection& connection, NotificationId id, const std::vector<UserId>& users) {
    const auto known = known_readers(connection, users);
    const Document row{{"last", std::int64_t{1}}, {"came", Array{id}}};
    Batch first;
    for (const auto user : users)
        if (!std::ranges::binary_search(known, user)) first.insert(Document{{"_id", user}, {"row", row}});
    // Another may have made one of those meanwhile, that begins otherwise.
    const bool are_ours = connection.write(readers, first) == first.size();
    append_to_rows(connection, id, are_ours ? known : users);
}

}  // namespace

Reader::Reader(const mongo::View& document)
    : mark_(document.id<NotificationId>("read")),
      last_(document.document("row").integer("last")),
      came_(document.document("row").integers("came")) {}

Arrival Reader::arrival_at(std::size_t index) const {
    return {last_ - static_cast<std::int64_t>(came_.size() - 1 - index)};
}

InboxPlace Reader::newest() const {
    if (came_.empty()) return {};
    return {{last_}, NotificationId{static_cast<std::uint64_t>(came_.back())}};
}

std::optional<Arrival> Reader::arrival_of(NotificationId entry) const {
    const auto found = std::ranges::find(came_, static_cast<std::int64_t>(entry.value));
    if (found == came_.end()) return std::nullopt;
    return arrival_at(static_cast<std::size_t>(std::distance(came_.begin(), found)));
}

std::optional<Arrival> Reader::first_newer_than(NotificationId entry) const {
    const auto is_newer = [entry](std::int64_t id) { return id > static_cast<std::int64_t>(entry.value); };
    const auto found = std::ranges::find_if(came_, is_newer);
    if (found == came_.end()) return std::nullopt;
    return arrival_at(static_cast<std::size_t>(std::distance(came_.begin(), found)));
}

std::vector<Reader::Came> Reader::after(Arrival arrival) const {
    std::vector<Came> later;
    for (std::size_t i = 0; i < came_.size(); ++i)
        if (arrival_at(i) > arrival) later.push_back({NotificationId{static_cast<std::uint64_t>(came_[i])}, arrival_at(i)});
    return later;
}

Reader find_reader(Connection& connection, UserId user) {
    const auto found = connection.find_one(readers, Document{{"_id", user}});
    return found ? Reader{found->view()} : Reader{};
}

NotificationId mark_of(Connection& connection, UserId user) {
    const auto found = connection.find_one(readers, Document{{"_id", user}}, Document{{"read", 1}});
    return found ? found->view().id<NotificationId>("read") : NotificationId{};
}

void raise_mark(Connection& connection, UserId user, NotificationId up_to) {
    connection.update(readers, Document{{"_id", user}}, Update{}.max("read", up_to).document(), true);
}

void forget_readers(Connection& connection, const std::vector<UserId>& users) {
    connection.remove_all(readers, Document{{"_id", Document{{"$in", Array::of(users)}}}});
}

void put_entries(Connection& connection, NotificationId id, const std::vector<UserId>& users) {
    if (users.empty()) return;
    Batch rows;
    for (const auto user : users) rows.insert(Document{{"_id", entry_id(user, id)}, {"user", user}, {"notification", id}});
    connection.write(entries, rows);
    arrive(connection, id, users);
    for (const auto user : users)
        if (is_moment_to_trim(user, id)) trim(connection, user);
}

void take_back_entries(Connection& connection, NotificationId id, const std::vector<UserId>& users) {
    connection.remove_all(entries, Document{{"_id", Document{{"$in", Array::of(entry_ids(id, users))}}}});
}

std::size_t remove_entries(Connection& connection, const Document& filter, std::size_t limit) {
    std::vector<std::string> ids;
    for (const auto& found : connection.find(entries, filter, {.limit = limit, .projection = Document{{"_id", 1}}}))
        ids.push_back(found.view().text("_id"));
    if (!ids.empty()) connection.remove_all(entries, Document{{"_id", Document{{"$in", Array::of(ids)}}}});
    return ids.size();
}

std::vector<NotificationId> entries_of(Connection& connection, UserId user, NotificationId before, NotificationId oldest,
                                       std::size_t limit) {
    const Document filter{{"user", user}, {"notification", Document{{"$lt", before}, {"$gte", oldest}}}};
    const auto found = connection.find(
        entries, filter,
        {.sort = Document{{"notification", -1}}, .limit = limit, .projection = Document{{"_id", 0}, {"notification", 1}}});
    std::vector<NotificationId> ids;
    ids.reserve(found.size());
    for (const auto& document : found) ids.push_back(document.view().id<NotificationId>("notification"));
    return ids;
}

}  // namespace instante::notification::mongo_shelf
