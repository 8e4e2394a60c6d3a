#include <utility>

#include "authentication/outbound/mongo/session_documents.hpp"
#include "authentication/outbound/mongo/shelf.hpp"
#include "authentication/outbound/mongo/user_documents.hpp"

namespace instante::authentication::mongo_store {
namespace {

using mongo::Batch;
using mongo::Connection;
using mongo::Document;
using mongo::Update;

/// Tokens that serve no more are forgotten when so many have come together.
constexpr std::int64_t tokens_at_once = 50;
/// How often a token is looked at that others use at the same time.
constexpr int attempts = 50;

struct Family {
    Session session;
    RefreshToken token;
};

/// The token and its session, by the token's digest.
std::optional<Family> family_of(Connection& connection, const std::string& digest) {
    const auto token = connection.find_one(refresh_tokens, Document{{"_id", digest}});
    if (!token) return std::nullopt;
    const auto id = token->view().id<SessionId>("session");
    const auto user = token->view().id<UserId>("user");
    const auto found = connection.find_one(sessions, Document{{"_id", id}, {"user", user}, {"used_at", lives()}});
    if (!found) return std::nullopt;
    const auto view = found->view();
    Family family;
    family.session = {.id = id,
                      .user = user,
                      .created_at = view.time("created_at"),
                      .used_at = view.time("used_at"),
                      .newest = view.integer("newest"),
                      .used = view.integer("used")};
    family.token = {digest, id, token->view().integer("number"), std::nullopt};
    if (family.token.number == family.session.used) family.token.used_at = view.optional_time("token_used_at");
    // One whose session does not know it yet is nobody's: its answer was never sent.
    const bool known = family.token.number <= family.session.newest;
    if (!known || family.token.number <= family.session.newest - remembered_tokens) return std::nullopt;
    return family;
}

void forget_old_tokens(Connection& connection, const Session& session) {
    if (session.newest % tokens_at_once != 0 || session.newest <= remembered_tokens) return;
    const Document old{{"session", session.id}, {"number", Document{{"$lte", session.newest - remembered_tokens}}}};
    connection.remove_all(refresh_tokens, old);
}

/// Whether nobody else has used a token of the family meanwhile.
bool give_new_token(Connection& connection, const Family& family, RefreshVerdict verdict, const Rotation& rotation) {
    auto next = family.session;
    ++next.newest;
    Update update;
    update.set("newest", next.newest).set("used_at", rotation.now);
    if (verdict == RefreshVerdict::rotate) update.set("used", family.token.number).set("token_used_at", rotation.now);
    const Document token{{"_id", rotation.new_digest}, {"session", next.id}, {"user", next.user}, {"number", next.newest}};
    if (!connection.insert(refresh_tokens, token)) return false;
    const Document unchanged{
        {"_id", next.id}, {"user", next.user}, {"newest", family.session.newest}, {"used", family.session.used}};
    if (!connection.update(sessions, unchanged, update.document()).matched) {
        connection.remove(refresh_tokens, token);
        return false;
    }
    forget_old_tokens(connection, next);
    return true;
}

Result<std::optional<Rotated>> rotate_in(Connection& connection, const Shelf& shelf, const Rotation& rotation) {
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const auto family = family_of(connection, rotation.used_digest);
        if (!family) return std::optional<Rotated>{};
        auto user = find_user(connection, family->session.user);
        if (!user || user->state != UserState::active) return std::optional<Rotated>{};
        const auto verdict = judge_refresh(family->session, family->token, rotation.now);
        Rotated rotated{std::move(*user), family->session.id, std::nullopt, verdict};
        switch (verdict) {
            case RefreshVerdict::reused:
            case RefreshVerdict::expired:
                rotated.ended = end_session(connection, shelf, rotated.session, rotation.now, rotation.trace);
                if (!rotated.ended) return std::optional<Rotated>{};
                return std::optional{std::move(rotated)};
            case RefreshVerdict::rotate:
            case RefreshVerdict::repeat:
                if (give_new_token(connection, *family, verdict, rotation)) return std::optional{std::move(rotated)};
                break;
        }
    }
    return core::Error{core::overloaded, "a session that many use at once"};
}

/// Whether the session may be: looked at before it is there and after, for whoever deletes its user, or changes the password,
/// writes that first, and then ends what sessions there are.
bool may_sign_in(Connection& connection, const NewSession& session) {
    const auto found =
        connection.find_one(users, Document{{"_id", session.session.user}}, Document{{"state", 1}, {"password_hash", 1}});
    if (!found || found->view().integer("state") != number(UserState::active)) return false;
    return session.proven_hash.empty() || session.proven_hash == found->view().text("password_hash");
}

Result<std::vector<SessionEnded>> open_in(Connection& connection, const Shelf& shelf, const NewSession& session,
                                          const core::Trace& trace) {
    if (!may_sign_in(connection, session)) return core::Error{core::not_found};
    auto ended = add_session(connection, shelf, session, trace);
    if (may_sign_in(connection, session)) return ended;
    end_session(connection, shelf, session.session.id, session.session.created_at, trace);
    return core::Error{core::not_found};
}

std::vector<SessionEnded> ended_since_in(Connection& connection, core::Timestamp since) {
    std::vector<SessionEnded> ended;
    for (const auto& each :
         connection.find(sessions, Document{{"ended_at", Document{{"$gte", since}}}},
                         {.sort = Document{{"ended_at", 1}}, .projection = Document{{"user", 1}, {"ended_at", 1}}}))
        ended.push_back({each.view().id<SessionId>("_id"), each.view().id<UserId>("user"), each.view().time("ended_at")});
    return ended;
}

std::size_t end_idle(Connection& connection, const Shelf& shelf, core::Timestamp since, std::size_t limit) {
    const Document idle{{"used_at", Document{{"$lte", since}, {"$gte", core::Timestamp{}}}}};
    const auto all =
        connection.find(sessions, idle, {.sort = Document{{"used_at", 1}}, .limit = limit, .projection = Document{{"_id", 1}}});
    for (const auto& each : all) end_session(connection, shelf, each.view().id<SessionId>("_id"), since + session_idle_limit, {});
    return all.size();
}

/// Whose messages are still to be sent stays. With what was left of their tokens, should a process have died meanwhile.
std::size_t forget_ended(Connection& connection, core::Timestamp before, std::size_t limit) {
    const Document old{{"ended_at", Document{{"$lt", before}}}, {"outbox_at", nullptr}};
    const auto all =
        connection.find(sessions, old, {.sort = Document{{"ended_at", 1}}, .limit = limit, .projection = Document{{"_id", 1}}});
    Batch forgotten;
    for (const auto& each : all) {
        connection.remove_all(refresh_tokens, Document{{"session", each.view().id<SessionId>("_id")}});
        forgotten.remove_one(each);
    }
    connection.write(sessions, forgotten);
    return all.size();
}

class MongoSessionStore final : public SessionStore {
public:
    explicit MongoSessionStore(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<std::vector<SessionEnded>>> open(NewSession session, core::Trace trace) override {
        auto work = [shelf = shelf_, session = std::move(session), trace = std::move(trace)](Connection& connection) {
            return open_in(connection, *shelf, session, trace);
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<std::optional<Rotated>>> rotate(Rotation rotation) override {
        auto work = [shelf = shelf_, rotation = std::move(rotation)](Connection& connection) {
            return rotate_in(connection, *shelf, rotation);
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<std::optional<SessionEnded>>> end(SessionId session, core::Timestamp at, core::Trace trace) override {
        auto work = [shelf = shelf_, session, at,
                     trace = std::move(trace)](Connection& connection) -> Result<std::optional<SessionEnded>> {
            return end_session(connection, *shelf, session, at, trace);
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<std::vector<SessionEnded>>> ended_since(core::Timestamp since) override {
        auto work = [since](Connection& connection) -> Result<std::vector<SessionEnded>> {
            return ended_since_in(connection, since);
        };
        return shelf_->read(work);
    }

    Task<Result<std::size_t>> sweep(core::Timestamp idle_since, core::Timestamp ended_before, std::size_t limit) override {
        auto work = [shelf = shelf_, idle_since, ended_before, limit](Connection& connection) -> Result<std::size_t> {
            const auto ended = end_idle(connection, *shelf, idle_since, limit);
            return ended + forget_ended(connection, ended_before, limit);
        };
        return shelf_->write(std::move(work));
    }

private:
    ShelfPtr shelf_;
};

}  // namespace

std::unique_ptr<SessionStore> make_sessions(ShelfPtr shelf) {
    return std::make_unique<MongoSessionStore>(std::move(shelf));
}

}  // namespace instante::authentication::mongo_store
