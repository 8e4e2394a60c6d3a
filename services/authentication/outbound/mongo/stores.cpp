#include "authentication/outbound/mongo/stores.hpp"

#include "authentication/outbound/mongo/session_documents.hpp"
#include "authentication/outbound/mongo/shelf.hpp"
#include "authentication/outbound/mongo/user_counts.hpp"
#include "authentication/outbound/mongo/user_writes.hpp"

namespace instante::authentication {
namespace {

using mongo::Document;

/// What one step of the upkeep takes up of each kind.
constexpr std::size_t left_at_once = 100;

std::vector<mongo::Index> user_indexes() {
    using mongo_store::users;
    return {{users, Document{{"state", 1}, {"_id", 1}}},
            {users, Document{{"state", 1}, {"state_at", 1}}},
            {users, Document{{"ends.at", 1}}, true},
            {users, Document{{"deletion.next_at", 1}}, true},
            {users, Document{{"awaits.at", 1}}, true},
            {users, Document{{"mail_tokens.digest", 1}}, true},
            {users, Document{{"mail_tokens.expires_at", 1}}, true},
            {users, Document{{"unsearched", 1}}, true}};
}

std::vector<mongo::Index> session_indexes() {
    using namespace mongo_store;
    return {{mongo_store::sessions, Document{{"user", 1}, {"used_at", -1}}},
            {mongo_store::sessions, Document{{"user", 1}, {"device.order", 1}}},
            {mongo_store::sessions, Document{{"used_at", 1}}, true},
            {mongo_store::sessions, Document{{"ended_at", 1}}, true},
            {mongo_store::sessions, Document{{"device.token", 1}}, true},
            {refresh_tokens, Document{{"session", 1}, {"number", 1}}}};
}

std::vector<mongo::Index> follow_indexes() {
    using mongo_store::follows;
    return {{follows, Document{{"follower", 1}, {"followee", 1}}},
            {follows, Document{{"followee", 1}, {"state", 1}, {"id", -1}}},
            {follows, Document{{"follower", 1}, {"state", 1}, {"id", -1}}},
            {follows, Document{{"followee", 1}, {"state", 1}, {"follower", 1}}},
            {follows, Document{{"uncounted_of_followee", 1}}, true},
            {follows, Document{{"uncounted_of_follower", 1}}, true}};
}

std::vector<mongo::Index> other_indexes() {
    using namespace mongo_store;
    return {{name_claims, Document{{"mark", 1}}, true},
            {request_keys, Document{{"made_at", 1}}},
            {request_keys, Document{{"user", 1}}},
            {early_pictures, Document{{"at", 1}}},
            {searches, Document{{"pieces", 1}, {"place", 1}}}};
}

}  // namespace

std::vector<std::string> mongo_outbox_collections() {
    return {mongo_store::users, mongo_store::sessions, mongo_store::follows};
}

std::vector<mongo::Index> mongo_indexes() {
    std::vector<mongo::Index> all;
    for (auto some : {user_indexes(), session_indexes(), follow_indexes(), other_indexes()})
        for (auto& index : some) all.push_back(std::move(index));
    return all;
}

Stores make_mongo_stores(const MongoNeeds& needs) {
    const auto shelf = std::make_shared<const mongo_store::Shelf>(needs);
    return {.accounts = mongo_store::make_accounts(shelf),
            .people = mongo_store::make_people(shelf),
            .sessions = mongo_store::make_sessions(shelf),
            .follows = mongo_store::make_follows(shelf),
            .devices = mongo_store::make_devices(shelf),
            .pictures = mongo_store::make_pictures(shelf),
            .keys = mongo_store::make_keys(shelf),
            .mails = mongo_store::make_mails(shelf),
            .deletions = mongo_store::make_deletions(shelf),
            .search = mongo_store::make_search(shelf)};
}

Task<Result<bool>> MongoUpkeep::operator()() {
    auto shelf = std::make_shared<const mongo_store::Shelf>(needs_);
    auto work = [shelf](mongo::Connection& connection) -> Result<bool> {
        const auto claims = mongo_store::settle_claims(connection, *shelf, left_at_once);
        const auto users = mongo_store::end_left_sessions(connection, *shelf, left_at_once);
        const auto edges = mongo_store::count_left_edges(connection, left_at_once);
        return claims >= left_at_once || users >= left_at_once || edges >= left_at_once;
    };
    auto more = co_await shelf->write(std::move(work));
    co_return more;
}

}  // namespace instante::authentication
