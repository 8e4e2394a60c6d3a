#include <utility>

#include "mongo/update.hpp"
#include "notification/outbound/mongo/inbox_documents.hpp"
#include "notification/outbound/mongo/notification_documents.hpp"
#include "notification/outbound/mongo/person_documents.hpp"
#include "notification/outbound/mongo/push_documents.hpp"
#include "notification/outbound/mongo/shelf.hpp"

namespace instante::notification::mongo_shelf {
namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;
using mongo::Update;

/// Somebody who is not deleted, and of whom less is known.
Document older(UserId user, std::int64_t version) {
    return {{"_id", user}, {"version", Document{{"$lt", version}}}, {"presence", Document{{"$lt", number(Presence::deleted)}}}};
}

/// Hides at most `limit` of what they did. Whether there may be more.
bool hide_told(Connection& connection, UserId actor, std::size_t limit) {
    const auto found = connection.find(notifications, Document{{"actor", actor}, {"hidden", false}},
                                       {.limit = limit, .projection = Document{{"_id", 1}}});
    std::vector<NotificationId> ids;
    for (const auto& document : found) ids.push_back(document.view().id<NotificationId>("_id"));
    if (!ids.empty()) hide(connection, Document{{"_id", Document{{"$in", Array::of(ids)}}}});
    return ids.size() == limit;
}

/// Removes a part of each.
Result<bool> purge_in(Connection& connection, const Shelf& shelf, UserId user, std::size_t limit, const core::Trace& trace) {
    if (presence_of(connection, user) != Presence::deleted) return false;
    const bool owed = remove_pushes(connection, Document{{"user", user}}, limit) == limit;
    const bool entered = remove_entries(connection, Document{{"user", user}}, limit) == limit;
    const bool told = hide_told(connection, user, limit);
    const bool hidden = clear_hidden(connection, limit);
    if (owed || entered || told || hidden) return true;
    forget_readers(connection, {user});
    Update update;
    shelf.enclose(UserPurged{user}, trace).into(update);
    connection.update(people, Document{{"_id", user}}, update.document());
    return false;
}

class MongoPeopleStore final : public PeopleStore {
public:
    explicit MongoPeopleStore(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<void>> learn(Person person, std::int64_t version) override {
        auto work = [person = std::move(person), version](Connection& connection) -> Result<void> {
            const auto update = Update{}
                                    .set("version", version)
                                    .set("presence", number(Presence::here))
                                    .set("username", person.username)
                                    .set("name", person.name)
                                    .set("image", person.image)
                                    .document();
            connection.update(people, older(person.id, version), update);
            return {};
        };
        return shelf_->run(std::move(work));
    }

    Task<Result<void>> disable(UserId user, std::int64_t version) override {
        auto work = [user, version](Connection& connection) -> Result<void> {
            const auto update = Update{}.set("version", version).set("presence", number(Presence::disabled)).document();
            connection.update(people, older(user, version), update, true);
            return {};
        };
        return shelf_->run(work);
    }

    Task<Result<void>> bury(UserId user, std::int64_t version) override {
        auto work = [user, version](Connection& connection) -> Result<void> {
            Update update;
            update.max("version", version).set("presence", number(Presence::deleted));
            for (const auto* field : {"username", "name", "image"}) update.unset(field);
            connection.update(people, Document{{"_id", user}}, update.document(), true);
            return {};
        };
        return shelf_->run(work);
    }

    Task<Result<bool>> purge(UserId user, std::size_t limit, core::Trace trace) override {
        auto work = [shelf = shelf_, user, limit, trace = std::move(trace)](Connection& connection) {
            return purge_in(connection, *shelf, user, limit, trace);
        };
        return shelf_->announcing(std::move(work));
    }

private:
    ShelfPtr shelf_;
};

}  // namespace

std::unique_ptr<PeopleStore> make_people(ShelfPtr shelf) {
    return std::make_unique<MongoPeopleStore>(std::move(shelf));
}

}  // namespace instante::notification::mongo_shelf
