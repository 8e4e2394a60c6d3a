#include "authentication/domain/errors.hpp"
#include "authentication/outbound/sqlite/parts.hpp"

namespace instante::authentication::sqlite_store {

namespace {

Result<std::optional<MailToken>> token_in(sqlite::Connection& connection, const std::string& digest, core::Timestamp now) {
    auto row = connection.prepare("select kind, user, address, expires_at from mail_token where digest = ? and expires_at > ?")
                   .bind(digest, now);
    if (!row.step()) return std::optional<MailToken>{};
    return std::optional{MailToken{digest, static_cast<MailKind>(row.integer(0)), row.id<UserId>(1), row.text(2), row.time(3)}};
}

void put_in(Writing& writing, const MailToken& token) {
    const auto kind = static_cast<int>(token.kind);
    writing
        .prepare(
            "delete from mail_token where digest in "
            "(select digest from mail_token where user = ? and kind = ? order by expires_at desc limit -1 offset ?)")
        .bind(token.user, kind, mail_token_limit - 1)
        .run();
    writing.prepare("insert or replace into mail_token values (?,?,?,?,?)")
        .bind(token.digest, kind, token.user, token.address, token.expires_at)
        .run();
}

/// The active user whose token this is, the token and its like spent.
Result<std::optional<User>> spend(Writing& writing, const MailToken& token) {
    writing.prepare("delete from mail_token where user = ? and kind = ?").bind(token.user, static_cast<int>(token.kind)).run();
    auto user = writing.user(token.user);
    if (!user) return user.error();
    if (!*user || (*user)->state != UserState::active) return std::optional<User>{};
    return user;
}

Result<std::optional<User>> confirm_in(Writing& writing, const TokenUse& use) {
    const auto token = token_in(writing.connection(), use.digest, use.now);
    if (!token) return token.error();
    if (!*token || (*token)->kind == MailKind::reset) return std::optional<User>{};
    auto user = spend(writing, **token);
    if (!user || !*user) return user;
    if (!confirm_address(**user, **token)) return std::optional<User>{};
    auto stored = writing.store(**user);
    if (!stored) return stored.error();
    writing.announce(UserUpdated{**user, {}}, use.trace);
    return user;
}

Result<std::optional<ChangedUser>> reset_in(Writing& writing, const TokenUse& use, const std::string& hash) {
    const auto token = token_in(writing.connection(), use.digest, use.now);
    if (!token) return token.error();
    if (!*token || (*token)->kind != MailKind::reset) return std::optional<ChangedUser>{};
    auto user = spend(writing, **token);
    if (!user) return user.error();
    if (!*user || (*user)->email != (*token)->address) return std::optional<ChangedUser>{};
    renew_password(**user, hash);
    auto stored = writing.store(**user);
    if (!stored) return stored.error();
    writing.announce(UserUpdated{**user, {}}, use.trace);
    auto ended = writing.end_sessions((*user)->id, {}, use.now, use.trace);
    return std::optional{ChangedUser{std::move(**user), std::move(ended)}};
}

class SqliteMailStore final : public MailStore {
public:
    explicit SqliteMailStore(EnginePtr engine) : engine_(std::move(engine)) {}

    Task<Result<void>> order(MailOrder order, core::Trace trace) override {
        auto operation = [order = std::move(order), trace = std::move(trace)](Writing& writing) -> Result<void> {
            writing.announce(MailDue{order}, trace);
            return boost::system::in_place_value;
        };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<void>> put(MailToken token) override {
        auto operation = [token = std::move(token)](Writing& writing) -> Result<void> {
            put_in(writing, token);
            return boost::system::in_place_value;
        };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<std::optional<MailToken>>> find(std::string digest, core::Timestamp now) override {
        co_return engine_->read([&](sqlite::Connection& connection) { return token_in(connection, digest, now); });
    }

    Task<Result<std::optional<User>>> confirm(TokenUse use) override {
        auto operation = [use = std::move(use)](Writing& writing) { return confirm_in(writing, use); };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<std::optional<ChangedUser>>> reset(TokenUse use, std::string password_hash) override {
        auto operation = [use = std::move(use), hash = std::move(password_hash)](Writing& writing) {
            return reset_in(writing, use, hash);
        };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<std::size_t>> sweep(core::Timestamp now, std::size_t limit) override {
        auto operation = [now, limit](Writing& writing) -> Result<std::size_t> {
            auto forget = writing.prepare(
                "delete from mail_token where digest in (select digest from mail_token where expires_at <= ? limit ?)");
            return static_cast<std::size_t>(forget.bind(now, limit).run());
        };
        co_return co_await engine_->write(std::move(operation));
    }

private:
    EnginePtr engine_;
};

}  // namespace

std::unique_ptr<MailStore> make_mails(EnginePtr engine) {
    return std::make_unique<SqliteMailStore>(std::move(engine));
}

}  // namespace instante::authentication::sqlite_store
