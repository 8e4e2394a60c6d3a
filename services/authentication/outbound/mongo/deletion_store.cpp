#include <utility>

#include "authentication/outbound/mongo/edge_documents.hpp"
#include "authentication/outbound/mongo/mail_tokens.hpp"
#include "authentication/outbound/mongo/name_claims.hpp"
#include "authentication/outbound/mongo/picture_documents.hpp"
#include "authentication/outbound/mongo/search_documents.hpp"
#include "authentication/outbound/mongo/session_documents.hpp"
#include "authentication/outbound/mongo/shelf.hpp"
#include "authentication/outbound/mongo/user_documents.hpp"
#include "mongo/update.hpp"

namespace instante::authentication::mongo_store {
namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;
using mongo::Update;

/// In the document of whoever is going: {version, at, media_keys, pending, cleared, announced, next_at}.
constexpr const char* field = "deletion";

Document to_document(const Deletion& deletion) {
    return {{"version", deletion.version},        {"at", deletion.at},           {"media_keys", Array::of(deletion.media_keys)},
            {"pending", deletion.pending.bits()}, {"cleared", deletion.cleared}, {"announced", deletion.announced},
            {"next_at", deletion.next_at}};
}

Deletion to_deletion(const mongo::View& user) {
    const auto document = user.document(field);
    return {.user = user.id<UserId>("_id"),
            .version = document.integer("version"),
            .at = document.time("at"),
            .media_keys = document.texts("media_keys"),
            .pending = Keepers{static_cast<unsigned>(document.integer("pending"))},
            .cleared = document.boolean("cleared"),
            .announced = static_cast<int>(document.integer("announced")),
            .next_at = document.time("next_at")};
}

/// Of a user who is going.
Document going(UserId user) {
    return {{"_id", user}, {"deletion.version", Document{{"$gt", 0}}}};
}

std::optional<Deletion> find_deletion(Connection& connection, UserId user) {
    const auto found = connection.find_one(users, going(user), Document{{field, 1}});
    if (!found) return std::nullopt;
    return to_deletion(found->view());
}

UserDeleted announcement_of(const Deletion& deletion) {
    return {deletion.user, deletion.version, deletion.at, deletion.media_keys};
}

/// All that must hold from one moment on, in one step. Whether the user was still as they were read.
bool make_tombstone(Connection& connection, const Shelf& shelf, const User& user, const Deletion& deletion,
                    const core::Trace& trace) {
    Update update;
    put_fields(tombstone(user, deletion.at), [&](std::string_view name, const mongo::Value& value) { update.set(name, value); });
    update.set(field, to_document(deletion));
    want_sessions_ended(update, {}, deletion.at);
    forget_mail_tokens(update);
    await_nothing(update);
    mark_unsearched(update);
    shelf.enclose({announcement_of(deletion)}, trace).into(update);
    return connection.update(users, Document{{"_id", user.id}, {"version", user.version}}, update.document()).matched;
}

Result<Deletion> begin_in(Connection& connection, const Shelf& shelf, UserId id, core::Timestamp at, const core::Trace& trace) {
    for (;;) {
        const auto user = find_user(connection, id);
        if (!user || user->state == UserState::deleted) return core::Error{core::not_found};
        Deletion deletion{
            .user = id, .version = user->version + 1, .at = at, .media_keys = media_keys(user->image), .next_at = at};
        if (!make_tombstone(connection, shelf, *user, deletion, trace)) continue;
        end_wanted_sessions(connection, shelf, id, trace);
        refresh_search(connection, id);
        return deletion;
    }
}

Result<bool> clear_some_in(Connection& connection, const Shelf& shelf, UserId user, std::size_t limit) {
    if (!find_deletion(connection, user)) return false;
    const auto edges = edges_of(connection, user, limit);
    forget_edges(connection, shelf, edges);
    if (edges.size() == limit) return true;
    connection.update(users, going(user), Update{}.set("deletion.cleared", true).document());
    return false;
}

Result<std::vector<Deletion>> due_in(Connection& connection, core::Timestamp now, std::size_t limit) {
    std::vector<Deletion> due;
    for (const auto& each :
         connection.find(users, Document{{"deletion.next_at", Document{{"$lte", now}}}},
                         {.sort = Document{{"deletion.next_at", 1}}, .limit = limit, .projection = Document{{field, 1}}}))
        due.push_back(to_deletion(each.view()));
    return due;
}

void postpone_in(Connection& connection, const Shelf& shelf, UserId user, core::Timestamp next_at, bool again) {
    const auto deletion = find_deletion(connection, user);
    if (!deletion) return;
    Update update;
    update.set("deletion.next_at", next_at);
    if (again) {
        update.increment("deletion.announced", 1);
        shelf.enclose({announcement_of(*deletion)}, {}).into(update);
    }
    connection.update(users, going(user), update.document());
}

bool answered_in(Connection& connection, UserId user, Keeper keeper) {
    for (;;) {
        const auto deletion = find_deletion(connection, user);
        if (!deletion) return false;
        auto pending = deletion->pending;
        pending.remove(keeper);
        const Document unchanged{{"_id", user}, {"deletion.pending", deletion->pending.bits()}};
        const auto noted = Update{}.set("deletion.pending", pending.bits()).document();
        if (connection.update(users, unchanged, noted).matched) return pending.empty() && deletion->cleared;
    }
}

bool finish_in(Connection& connection, const Shelf& shelf, UserId user) {
    const auto found = find_user(connection, user);
    const auto deletion = find_deletion(connection, user);
    if (!found || !deletion || !deletion->cleared || !deletion->pending.empty()) return false;
    if (!edges_of(connection, user, 1).empty()) {
        // Of a follow that was written when the edges had been ended, by a process that died.
        connection.update(users, going(user), Update{}.set("deletion.cleared", false).document());
        return false;
    }
    NameClaims names{connection, shelf, user};
    for (const auto* name : {&found->username, &found->email})
        if (!name->empty()) names.loosen(*name);
    Update update;
    update.unset(field).set("username", "").set("email", "");
    forget_mail_tokens(update);
    auto complete = going(user);
    complete.add("deletion.cleared", true).add("deletion.pending", std::int64_t{0});
    if (!connection.update(users, complete, update.document()).matched) return false;
    names.release();
    return true;
}

class MongoDeletionStore final : public DeletionStore {
public:
    explicit MongoDeletionStore(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<Deletion>> begin(UserId user, core::Timestamp at, core::Trace trace) override {
        auto work = [shelf = shelf_, user, at, trace = std::move(trace)](Connection& connection) {
            return begin_in(connection, *shelf, user, at, trace);
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<bool>> clear_some(UserId user, std::size_t limit) override {
        auto work = [shelf = shelf_, user, limit](Connection& connection) {
            return clear_some_in(connection, *shelf, user, limit);
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<std::vector<Deletion>>> due(core::Timestamp now, std::size_t limit) override {
        auto work = [now, limit](Connection& connection) { return due_in(connection, now, limit); };
        return shelf_->read(work);
    }

    Task<Result<void>> postpone(UserId user, core::Timestamp next_at, bool again) override {
        auto work = [shelf = shelf_, user, next_at, again](Connection& connection) -> Result<void> {
            postpone_in(connection, *shelf, user, next_at, again);
            return boost::system::in_place_value;
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<bool>> answered(UserId user, Keeper keeper) override {
        auto work = [user, keeper](Connection& connection) -> Result<bool> { return answered_in(connection, user, keeper); };
        return shelf_->write(work);
    }

    Task<Result<bool>> finish(UserId user) override {
        auto work = [shelf = shelf_, user](Connection& connection) -> Result<bool> {
            return finish_in(connection, *shelf, user);
        };
        return shelf_->write(std::move(work));
    }

private:
    ShelfPtr shelf_;
};

}  // namespace

std::unique_ptr<DeletionStore> make_deletions(ShelfPtr shelf) {
    return std::make_unique<MongoDeletionStore>(std::move(shelf));
}

}  // namespace instante::authentication::mongo_store
