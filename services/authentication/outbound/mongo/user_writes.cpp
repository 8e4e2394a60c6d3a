#include "authentication/outbound/mongo/user_writes.hpp"

#include <algorithm>
#include <utility>

#include "authentication/domain/errors.hpp"
#include "authentication/domain/fields.hpp"
#include "authentication/outbound/mongo/name_claims.hpp"
#include "authentication/outbound/mongo/search_documents.hpp"
#include "authentication/outbound/mongo/session_documents.hpp"
#include "authentication/outbound/mongo/user_documents.hpp"

namespace instante::authentication::mongo_store {
namespace {

using mongo::Connection;
using mongo::Document;

/// Claims what `user` is to bear and `before` does not. Errors: `taken` with the fields, and nothing is claimed.
Result<void> claim_names(NameClaims& names, const User& before, const User& user) {
    std::vector<std::string> taken_names;
    for (const auto field : {&User::username, &User::email}) {
        const auto& name = user.*field;
        if (name.empty() || name == before.*field) continue;
        // Once one is taken nothing more is claimed: two who want the same must not refuse each other.
        const bool free = taken_names.empty() ? names.claim(name) : !names.is_taken(name);
        if (!free) taken_names.push_back(name);
    }
    if (taken_names.empty()) return boost::system::in_place_value;
    names.undo();
    return taken_fields(fields_of(taken_names));
}

void loosen_names(NameClaims& names, const User& before, const User& user) {
    for (const auto field : {&User::username, &User::email})
        if (const auto& name = before.*field; !name.empty() && name != user.*field) names.loosen(name);
}

bool is_found_otherwise(const User& before, const User& user) {
    return before.username != user.username || before.name != user.name || before.state != user.state;
}

/// The step itself. Whether `before` was still what is stored.
bool replace(Connection& connection, const Shelf& shelf, const User& before, UserWrite& write) {
    auto& update = write.also;
    put_fields(write.user, [&](std::string_view name, const mongo::Value& value) { update.set(name, value); });
    const bool search = is_found_otherwise(before, write.user);
    if (search) mark_unsearched(update);
    shelf.enclose(write.announcements, write.trace).into(update);
    const Document unchanged{{"_id", before.id}, {"version", before.version}};
    if (!connection.update(users, unchanged, update.document()).matched) return false;
    if (search) refresh_search(connection, before.id);
    return true;
}

/// Somebody bears names that others have got meanwhile: they get those of before again, or whatever is asked of `amend`.
template <class Amend>
void amend_user(Connection& connection, const Shelf& shelf, UserId id, Amend amend) {
    while (auto found = find_user(connection, id)) {
        UserWrite write{.user = amend(*found), .announcements = {}, .trace = {}};
        write.user.version = found->version + 1;
        write.announcements.push_back(announce_change(write.user, {}));
        if (replace(connection, shelf, *found, write)) return;
    }
}

}  // namespace

Result<void> write_user(Connection& connection, const Shelf& shelf, const User& before, UserWrite write) {
    NameClaims names{connection, shelf, before.id};
    auto claimed = claim_names(names, before, write.user);
    if (!claimed) return claimed;
    loosen_names(names, before, write.user);
    if (!replace(connection, shelf, before, write)) {
        names.undo();
        return core::Error{changed_meanwhile};
    }
    const auto lost = names.hold();
    if (lost.empty()) {
        names.release();
        return boost::system::in_place_value;
    }
    amend_user(connection, shelf, before.id, [&](User user) {
        for (const auto field : {&User::username, &User::email})
            if (std::ranges::find(lost, user.*field) != lost.end()) user.*field = before.*field;
        return user;
    });
    return taken_fields(fields_of(lost));
}

Result<void> add_user(Connection& connection, const Shelf& shelf, const UserWrite& newcomer, Document document) {
    const auto& user = newcomer.user;
    NameClaims names{connection, shelf, user.id};
    auto claimed = claim_names(names, {}, user);
    if (!claimed) return claimed;
    put_fields(user, [&](std::string_view name, const mongo::Value& value) { document.add(name, value); });
    document.add("followers_count", user.followers_count).add("followers_fold", 0);
    document.add("following_count", user.following_count).add("following_fold", 0);
    mark_unsearched(document);
    shelf.enclose(newcomer.announcements, newcomer.trace).into(document);
    connection.insert(users, document);
    const auto lost = names.hold();
    if (!lost.empty()) {
        amend_user(connection, shelf, user.id, [&](const User& known) {
            auto gone = tombstone(known, known.created_at);
            gone.username.clear();
            gone.email.clear();
            return gone;
        });
        return taken_fields(fields_of(lost));
    }
    refresh_search(connection, user.id);
    return boost::system::in_place_value;
}

}  // namespace instante::authentication::mongo_store
