#include "authentication/domain/fields.hpp"
#include "authentication/outbound/sqlite/columns.hpp"
#include "authentication/outbound/sqlite/parts.hpp"
#include "authentication/outbound/sqlite/search_index.hpp"

namespace instante::authentication::sqlite_store {

namespace {

std::optional<std::string> or_null(const std::string& text) {
    if (text.empty()) return std::nullopt;
    return text;
}

}  // namespace

Result<std::optional<User>> Writing::user(UserId id) {
    auto row = prepare("select * from user where id = ?").bind(id);
    if (!row.step()) return std::optional<User>{};
    auto user = user_of(row);
    if (!user) return user.error();
    return std::optional{std::move(*user)};
}

bool Writing::is_active(UserId id) {
    return prepare("select 1 from user where id = ? and state = 0").bind(id).step();
}

Result<void> Writing::store(const User& user) {
    std::vector<std::string> fields;
    if (prepare("select 1 from user where username = ? and id <> ?").bind(user.username, user.id).step())
        fields.emplace_back("username");
    if (prepare("select 1 from user where email = ? and id <> ?").bind(user.email, user.id).step()) fields.emplace_back("email");
    if (!fields.empty()) return taken_fields(fields);

    const auto username = or_null(user.username);
    const auto email = or_null(user.email);
    const auto pending_email = or_null(user.pending_email);
    const auto image = to_column(user.image);
    const auto image_key = small_key(user.image);
    const auto before = indexed(connection_, user.id);
    prepare("insert or replace into user values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
        .bind(user.id, username, email, user.email_verified, user.name, user.bio, user.password_hash, image, image_key, user.lang,
              static_cast<int>(user.state), user.version, user.created_at, user.state_at, user.followers_count,
              user.following_count, pending_email)
        .run();
    reindex(connection_, user.id, before);
    return boost::system::in_place_value;
}

void Writing::count(const Follow& edge, int by) {
    prepare("update user set following_count = following_count + ? where id = ?").bind(by, edge.follower).run();
    const auto before = indexed(connection_, edge.followee);
    prepare("update user set followers_count = followers_count + ? where id = ?").bind(by, edge.followee).run();
    reindex(connection_, edge.followee, before);
}

std::vector<SessionEnded> Writing::add_session(const NewSession& added, const core::Trace& trace) {
    const auto& session = added.session;
    std::vector<SessionId> surplus;
    {
        auto rows = prepare("select id from session where user = ? order by used_at desc, id desc limit -1 offset ?");
        rows.bind(session.user, session_limit - 1);
        while (rows.step()) surplus.push_back(rows.id<SessionId>(0));
    }
    std::vector<SessionEnded> ended;
    for (const auto id : surplus)
        if (auto one = end_session(id, session.created_at, trace)) ended.push_back(*one);
    prepare("insert into session values (?,?,?,?,?,?)")
        .bind(session.id, session.user, session.created_at, session.used_at, session.newest, session.used)
        .run();
    add_token({added.token_digest, session.id, session.newest, std::nullopt});
    if (added.device) put_device(session.user, session.id, *added.device);
    return ended;
}

std::optional<SessionEnded> Writing::end_session(SessionId id, core::Timestamp at, const core::Trace& trace) {
    SessionEnded ended{id, {}, at};
    {
        auto row = prepare("delete from session where id = ? returning user").bind(id);
        if (!row.step()) return std::nullopt;
        ended.user = row.id<UserId>(0);
    }
    prepare("delete from refresh_token where session = ?").bind(id).run();
    drop_device(id);
    prepare("insert or replace into ended_session values (?,?,?)").bind(id, ended.user, at).run();
    announce(ended, trace);
    return ended;
}

std::vector<SessionEnded> Writing::end_sessions(UserId user, SessionId keep, core::Timestamp at, const core::Trace& trace) {
    std::vector<SessionId> sessions;
    {
        auto rows = prepare("select id from session where user = ? and id <> ?").bind(user, keep);
        while (rows.step()) sessions.push_back(rows.id<SessionId>(0));
    }
    std::vector<SessionEnded> ended;
    for (const auto id : sessions)
        if (auto one = end_session(id, at, trace)) ended.push_back(*one);
    return ended;
}

void Writing::add_token(const RefreshToken& token) {
    prepare("insert into refresh_token values (?,?,?,?)").bind(token.digest, token.session, token.number, token.used_at).run();
    prepare("delete from refresh_token where session = ? and number <= ?")
        .bind(token.session, token.number - remembered_tokens)
        .run();
}

void Writing::put_device(UserId user, SessionId session, const Device& device) {
    const auto kind = static_cast<int>(device.kind);
    drop_device(session);
    prepare("delete from device where token = ? and kind = ?").bind(device.token, kind).run();
    prepare(
        "delete from device where number in (select number from device where user = ? order by number desc limit -1 offset ?)")
        .bind(user, device_limit - 1)
        .run();
    prepare("insert into device (user, session, kind, token, p256dh, auth) values (?,?,?,?,?,?)")
        .bind(user, session, kind, device.token, device.p256dh, device.auth)
        .run();
}

void Writing::drop_device(SessionId session) {
    prepare("delete from device where session = ?").bind(session).run();
}

Result<void> Writing::await_picture(User& user, ImageId id, core::Timestamp at) {
    std::optional<std::string> image;
    {
        auto row = prepare("delete from early_picture where id = ? returning image").bind(id);
        if (!row.step()) {
            prepare("insert or replace into pending_picture values (?,?,?,0)").bind(id, user.id, at).run();
            return boost::system::in_place_value;
        }
        image = row.optional_text(0);
    }
    if (!image) return boost::system::in_place_value;
    auto come = image_of(*image);
    if (!come) return come.error();
    user.image = std::move(*come);
    return boost::system::in_place_value;
}

}  // namespace instante::authentication::sqlite_store

namespace instante::authentication {

Stores make_sqlite_stores(sqlite::Database& database, outbox::SqliteSource& outbox, async::Pool& readers,
                          RenderAnnouncement render, std::chrono::nanoseconds allowance) {
    auto engine = std::make_shared<const sqlite_store::Engine>(database, outbox, readers, std::move(render));
    return {.accounts = sqlite_store::make_accounts(engine),
            .people = sqlite_store::make_people(engine),
            .sessions = sqlite_store::make_sessions(engine),
            .follows = sqlite_store::make_follows(engine),
            .devices = sqlite_store::make_devices(engine),
            .pictures = sqlite_store::make_pictures(engine),
            .keys = sqlite_store::make_keys(engine),
            .mails = sqlite_store::make_mails(engine),
            .deletions = sqlite_store::make_deletions(engine),
            .search = sqlite_store::make_search(engine, allowance)};
}

}  // namespace instante::authentication
