#include "authentication/outbound/sqlite/columns.hpp"
#include "authentication/outbound/sqlite/parts.hpp"

namespace instante::authentication::sqlite_store {

namespace {

struct Family {
    Session session;
    RefreshToken token;
};

/// The token and its session, by the token's digest.
std::optional<Family> family_of(Writing& writing, const std::string& digest) {
    auto row = writing.prepare(
        "select s.id, s.user, s.created_at, s.used_at, s.newest, s.used, t.number, t.used_at "
        "from refresh_token t cross join session s on s.id = t.session where t.digest = ?");
    row.bind(digest);
    if (!row.step()) return std::nullopt;
    Family family;
    family.session = {row.id<SessionId>(0), row.id<UserId>(1), row.time(2), row.time(3), row.integer(4), row.integer(5)};
    family.token = {digest, family.session.id, row.integer(6), std::nullopt};
    if (!row.is_null(7)) family.token.used_at = row.time(7);
    return family;
}

void give_new_token(Writing& writing, const Family& family, RefreshVerdict verdict, const Rotation& rotation) {
    auto session = family.session;
    if (verdict == RefreshVerdict::rotate) {
        session.used = family.token.number;
        writing.prepare("update refresh_token set used_at = ? where digest = ?").bind(rotation.now, family.token.digest).run();
    }
    writing.add_token({rotation.new_digest, session.id, ++session.newest, std::nullopt});
    writing.prepare("update session set used_at = ?, newest = ?, used = ? where id = ?")
        .bind(rotation.now, session.newest, session.used, session.id)
        .run();
}

Result<std::optional<Rotated>> rotate_in(Writing& writing, const Rotation& rotation) {
    const auto family = family_of(writing, rotation.used_digest);
    if (!family) return std::optional<Rotated>{};
    auto user = writing.user(family->session.user);
    if (!user) return user.error();
    if (!*user || (*user)->state != UserState::active) return std::optional<Rotated>{};
    const auto verdict = judge_refresh(family->session, family->token, rotation.now);
    Rotated rotated{std::move(**user), family->session.id, std::nullopt, verdict};
    switch (verdict) {
        case RefreshVerdict::reused:
        case RefreshVerdict::expired:
            rotated.ended = writing.end_session(rotated.session, rotation.now, rotation.trace);
            break;
        case RefreshVerdict::rotate:
        case RefreshVerdict::repeat:
            give_new_token(writing, *family, verdict, rotation);
            break;
    }
    return std::optional{std::move(rotated)};
}

class SqliteSessionStore final : public SessionStore {
public:
    explicit SqliteSessionStore(EnginePtr engine) : engine_(std::move(engine)) {}

    Task<Result<std::vector<SessionEnded>>> open(NewSession session, core::Trace trace) override {
        auto operation = [session = std::move(session),
                          trace = std::move(trace)](Writing& writing) -> Result<std::vector<SessionEnded>> {
            auto user = writing.user(session.session.user);
            if (!user) return user.error();
            if (!*user || (*user)->state != UserState::active) return core::Error{core::not_found};
            if (!session.proven_hash.empty() && session.proven_hash != (*user)->password_hash)
                return core::Error{core::not_found};
            return writing.add_session(session, trace);
        };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<std::optional<Rotated>>> rotate(Rotation rotation) override {
        auto operation = [rotation = std::move(rotation)](Writing& writing) { return rotate_in(writing, rotation); };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<std::optional<SessionEnded>>> end(SessionId session, core::Timestamp at, core::Trace trace) override {
        auto operation = [session, at, trace = std::move(trace)](Writing& writing) -> Result<std::optional<SessionEnded>> {
            return writing.end_session(session, at, trace);
        };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<std::vector<SessionEnded>>> ended_since(core::Timestamp since) override {
        auto query = [since](sqlite::Connection& connection) -> Result<std::vector<SessionEnded>> {
            std::vector<SessionEnded> ended;
            auto rows = connection.prepare("select id, user, at from ended_session where at >= ? order by at").bind(since);
            while (rows.step()) ended.push_back({rows.id<SessionId>(0), rows.id<UserId>(1), rows.time(2)});
            return ended;
        };
        co_return co_await engine_->read_many(std::move(query));
    }

    Task<Result<std::size_t>> sweep(core::Timestamp idle_since, core::Timestamp ended_before, std::size_t limit) override {
        auto operation = [idle_since, ended_before, limit](Writing& writing) -> Result<std::size_t> {
            std::vector<SessionId> idle;
            {
                auto rows =
                    writing.prepare("select id from session where used_at <= ? order by used_at limit ?").bind(idle_since, limit);
                while (rows.step()) idle.push_back(rows.id<SessionId>(0));
            }
            for (const auto id : idle) writing.end_session(id, idle_since + session_idle_limit, {});
            auto forget =
                writing.prepare("delete from ended_session where id in (select id from ended_session where at < ? limit ?)");
            return idle.size() + static_cast<std::size_t>(forget.bind(ended_before, limit).run());
        };
        co_return co_await engine_->write(std::move(operation));
    }

private:
    EnginePtr engine_;
};

}  // namespace

std::unique_ptr<SessionStore> make_sessions(EnginePtr engine) {
    return std::make_unique<SqliteSessionStore>(std::move(engine));
}

}  // namespace instante::authentication::sqlite_store
