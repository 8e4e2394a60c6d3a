#pragma once

#include <optional>
#include <vector>

#include "authentication/domain/device.hpp"
#include "authentication/outbound/mongo/shelf.hpp"
#include "mongo/connection.hpp"
#include "mongo/update.hpp"

// A document of `sessions`: _id, user, created_at, used_at, newest, used, token_used_at (when the token `used` was used), device:
// {order, kind, token, p256dh, auth}. Ended: _id, user, ended_at alone, until that is told and old. A document of
// `refresh_tokens`: _id (its digest), session, user, number; it never changes.
namespace instante::authentication::mongo_store {

/// Those of a session that has not ended have it.
inline mongo::Document lives() {
    return {{"$gte", core::Timestamp{}}};
}

/// Adds the first session of somebody who is not there yet.
void insert_session(mongo::Connection& connection, const Shelf& shelf, const NewSession& session);
/// Takes it back: they do not come.
void remove_session(mongo::Connection& connection, const NewSession& session);
/// Adds a session, its first token and its device; those that ended for it.
std::vector<SessionEnded> add_session(mongo::Connection& connection, const Shelf& shelf, const NewSession& session,
                                      const core::Trace& trace);
/// Ends a session with its tokens and its device; nothing when it had ended.
std::optional<SessionEnded> end_session(mongo::Connection& connection, const Shelf& shelf, SessionId id, core::Timestamp at,
                                        const core::Trace& trace);

/// Into a change of a person: all their sessions but `keep` are to end.
void want_sessions_ended(mongo::Update& update, SessionId keep, core::Timestamp at);
/// Ends those that are to, now that it is written; where their user is deleted, what else is kept of them goes too.
std::vector<SessionEnded> end_wanted_sessions(mongo::Connection& connection, const Shelf& shelf, UserId user,
                                              const core::Trace& trace);
/// The same of users whom a process has left so, at most `limit`; how many there were.
std::size_t end_left_sessions(mongo::Connection& connection, const Shelf& shelf, std::size_t limit);

/// Whether the session is alive, and has the device now: it, and no other.
bool put_device(mongo::Connection& connection, const Shelf& shelf, SessionId session, const Device& device);

}  // namespace instante::authentication::mongo_store
