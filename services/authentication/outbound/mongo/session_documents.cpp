#include "authentication/outbound/mongo/session_documents.hpp"

#include <chrono>

#include "authentication/outbound/mongo/user_documents.hpp"

namespace instante::authentication::mongo_store {
namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;
using mongo::Update;

/// Sessions that one look ends.
constexpr std::size_t sessions_at_once = 100;
/// By how much clocks of two processes may differ.
constexpr std::chrono::minutes skew{1};

Document live_of(UserId user) {
    return {{"user", user}, {"used_at", lives()}};
}

/// Found on the user's shard.
Document live(SessionId id, UserId user) {
    return {{"_id", id}, {"user", user}, {"used_at", lives()}};
}

/// Whose session it is, if it has not ended.
std::optional<UserId> user_of(Connection& connection, SessionId id) {
    const auto found = connection.find_one(sessions, Document{{"_id", id}, {"used_at", lives()}}, Document{{"user", 1}});
    if (!found) return std::nullopt;
    return found->view().id<UserId>("user");
}

/// Those beyond the limit, once one more has come.
std::vector<SessionId> surplus_of(Connection& connection, UserId user) {
    const auto all = connection.find(sessions, live_of(user),
                                     {.sort = Document{{"used_at", -1}, {"_id", -1}}, .projection = Document{{"_id", 1}}});
    std::vector<SessionId> surplus;
    for (std::size_t i = session_limit - 1; i < all.size(); ++i) surplus.push_back(all[i].view().id<SessionId>("_id"));
    return surplus;
}

/// What is kept of a deleted person under their id, beside their own document.
void forget_belongings(Connection& connection, UserId user) {
    connection.remove_all(request_keys, Document{{"user", user}});
}

/// Ends those that are to end, and fit `also`.
std::vector<SessionEnded> end_wanted(Connection& connection, const Shelf& shelf, UserId user, const core::Trace& trace,
                                     const Document& also) {
    std::vector<SessionEnded> all;
    const auto found = connection.find_one(users, Document{{"_id", user}}, Document{{"ends", 1}, {"state", 1}});
    if (!found || !found->view().has("ends")) return all;
    const auto ends = found->view().document("ends");
    const auto keep = ends.id<SessionId>("keep");
    const Array conditions{live_of(user), Document{{"_id", Document{{"$ne", keep}}}}, also};
    const Document theirs{{"$and", conditions}};
    const mongo::Reading some{.sort = {}, .limit = sessions_at_once, .projection = Document{{"_id", 1}}};
    for (auto live = connection.find(sessions, theirs, some); !live.empty(); live = connection.find(sessions, theirs, some))
        for (const auto& each : live)
            if (auto one = end_session(connection, shelf, each.view().id<SessionId>("_id"), ends.time("at"), trace))
                all.push_back(*one);
    if (found->view().integer("state") == number(UserState::deleted)) forget_belongings(connection, user);
    // Asked for once more meanwhile, it stays.
    const Document same{{"_id", user}, {"ends.at", ends.time("at")}, {"ends.keep", keep}};
    connection.update(users, same, Update{}.unset("ends").document());
    return all;
}

/// Of the user's devices the newest few.
void drop_surplus_devices(Connection& connection, UserId user) {
    const Document theirs{{"user", user}, {"device.order", Document{{"$gt", 0}}}};
    const auto all =
        connection.find(sessions, theirs, {.sort = Document{{"device.order", -1}}, .projection = Document{{"device.order", 1}}});
    for (std::size_t i = device_limit; i < all.size(); ++i) {
        const auto order = all[i].view().document("device").integer("order");
        const Document same{{"_id", all[i].view().id<SessionId>("_id")}, {"device.order", order}};
        connection.update(sessions, same, Update{}.unset("device").document());
    }
}

}  // namespace

void insert_session(Connection& connection, const Shelf& shelf, const NewSession& added) {
    const auto& session = added.session;
    // The token first: who finds it, and no session of it, has found nothing.
    connection.insert(
        refresh_tokens,
        Document{{"_id", added.token_digest}, {"session", session.id}, {"user", session.user}, {"number", session.newest}});
    connection.insert(sessions, Document{{"_id", session.id},
                                         {"user", session.user},
                                         {"created_at", session.created_at},
                                         {"used_at", session.used_at},
                                         {"newest", session.newest},
                                         {"used", session.used}});
    if (added.device) put_device(connection, shelf, session.id, *added.device);
}

void remove_session(Connection& connection, const NewSession& added) {
    connection.remove(sessions, Document{{"_id", added.session.id}});
    connection.remove(refresh_tokens, Document{{"_id", added.token_digest}});
}

std::vector<SessionEnded> add_session(Connection& connection, const Shelf& shelf, const NewSession& added,
                                      const core::Trace& trace) {
    std::vector<SessionEnded> ended;
    for (const auto id : surplus_of(connection, added.session.user))
        if (auto one = end_session(connection, shelf, id, added.session.created_at, trace)) ended.push_back(*one);
    insert_session(connection, shelf, added);
    return ended;
}

std::optional<SessionEnded> end_session(Connection& connection, const Shelf& shelf, SessionId id, core::Timestamp at,
                                        const core::Trace& trace) {
    const auto user = user_of(connection, id);
    if (!user) return std::nullopt;
    const SessionEnded ended{id, *user, at};
    Update update;
    update.set("ended_at", at);
    for (const auto* field : {"created_at", "used_at", "newest", "used", "token_used_at", "device"}) update.unset(field);
    shelf.enclose({ended}, trace).into(update);
    if (!connection.update(sessions, live(id, *user), update.document()).matched) return std::nullopt;
    connection.remove_all(refresh_tokens, Document{{"session", id}});
    return ended;
}

void want_sessions_ended(Update& update, SessionId keep, core::Timestamp at) {
    update.set("ends", Document{{"keep", keep}, {"at", at}});
}

std::vector<SessionEnded> end_wanted_sessions(Connection& connection, const Shelf& shelf, UserId user, const core::Trace& trace) {
    return end_wanted(connection, shelf, user, trace, {});
}

std::size_t end_left_sessions(Connection& connection, const Shelf& shelf, std::size_t limit) {
    const Document fields{{"ends", 1}};
    const auto left = connection.find(users, Document{{"ends.at", lives()}}, {.limit = limit, .projection = fields});
    for (const auto& each : left) {
        // Not those that began well after: whoever was to end the sessions may have died a while ago.
        const auto until = each.view().document("ends").time("at") + skew;
        end_wanted(connection, shelf, each.view().id<UserId>("_id"), {}, Document{{"created_at", Document{{"$lte", until}}}});
    }
    return left.size();
}

bool put_device(Connection& connection, const Shelf& shelf, SessionId session, const Device& device) {
    const auto kind = static_cast<int>(device.kind);
    const auto order = shelf.new_mark();
    const Document kept{
        {"order", order}, {"kind", kind}, {"token", device.token}, {"p256dh", device.p256dh}, {"auth", device.auth}};
    const auto user = user_of(connection, session);
    if (!user || !connection.update(sessions, live(session, *user), Update{}.set("device", kept).document()).matched)
        return false;
    // Of several who set the same token at once the newest has it: each takes it from those before it, and looks for one after.
    const Document same{{"device.token", device.token}, {"device.kind", kind}};
    auto earlier = same;
    earlier.add("device.order", Document{{"$lt", order}});
    connection.update_all(sessions, earlier, Update{}.unset("device").document());
    auto later = same;
    later.add("device.order", Document{{"$gt", order}});
    if (connection.exists(sessions, later))
        connection.update(sessions, Document{{"_id", session}, {"device.order", order}}, Update{}.unset("device").document());
    drop_surplus_devices(connection, *user);
    return true;
}

}  // namespace instante::authentication::mongo_store
