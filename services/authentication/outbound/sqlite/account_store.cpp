#include "authentication/domain/errors.hpp"
#include "authentication/outbound/sqlite/columns.hpp"
#include "authentication/outbound/sqlite/parts.hpp"

namespace instante::authentication::sqlite_store {

namespace {

/// What a registration under `key` made since `since`.
std::optional<Registered> registered_in(sqlite::Connection& connection, const std::string& key, core::Timestamp since) {
    auto row = connection.prepare("select user, body from request_key where key = ? and made_at >= ?").bind(key, since);
    if (!row.step()) return std::nullopt;
    return Registered{row.id<UserId>(0), row.text(1)};
}

Result<AddedAccount> add_in(Writing& writing, NewAccount& account, const std::optional<Registered>& before) {
    if (before) return AddedAccount{{}, before};
    auto& user = account.user;
    if (account.pending_picture) {
        auto noted = writing.await_picture(user, *account.pending_picture, user.created_at);
        if (!noted) return noted.error();
    }
    auto stored = writing.store(user);
    if (!stored) return stored.error();
    if (account.key)
        writing.prepare("insert or replace into request_key values (?,?,?,?)")
            .bind(account.key->key, account.key->body, user.id, user.created_at)
            .run();
    writing.announce(UserCreated{user}, account.trace);
    for (const auto& mail : account.mails) writing.announce(MailDue{mail}, account.trace);
    writing.add_session(account.session, account.trace);
    return AddedAccount{user, std::nullopt};
}

Result<ChangedUser> change_in(Writing& writing, UserChange& change) {
    auto& user = change.user;
    auto stored = writing.user(user.id);
    if (!stored) return stored.error();
    if (!*stored) return core::Error{core::not_found};
    if ((*stored)->version + 1 != user.version) return core::Error{changed_meanwhile};
    user.followers_count = (*stored)->followers_count;
    user.following_count = (*stored)->following_count;

    if (change.replaces_picture) writing.prepare("update pending_picture set unwanted = 1 where user = ?").bind(user.id).run();
    if (change.pending_picture) {
        const auto before = user.image;
        auto noted = writing.await_picture(user, *change.pending_picture, change.at);
        if (!noted) return noted.error();
        if (user.image != before)
            for (auto& key : media_keys(before)) change.media_keys.push_back(std::move(key));
    }
    auto replaced = writing.store(user);
    if (!replaced) return replaced.error();
    writing.announce(announce_change(user, change.media_keys), change.trace);
    for (const auto& mail : change.mails) writing.announce(MailDue{mail}, change.trace);
    if (change.sessions == UserChange::End::none) return ChangedUser{user, {}};
    const auto keep = change.sessions == UserChange::End::others ? change.keep : SessionId{};
    return ChangedUser{user, writing.end_sessions(user.id, keep, change.at, change.trace)};
}

class SqliteAccountStore final : public AccountStore {
public:
    explicit SqliteAccountStore(EnginePtr engine) : engine_(std::move(engine)) {}

    Task<Result<AddedAccount>> add(NewAccount account) override {
        auto operation = [account = std::move(account)](Writing& writing) mutable -> Result<AddedAccount> {
            std::optional<Registered> before;
            if (account.key)
                before = registered_in(writing.connection(), account.key->key, account.user.created_at - request_key_lifetime);
            return add_in(writing, account, before);
        };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<std::optional<Registered>>> registered(std::string key, core::Timestamp since) override {
        auto query = [&](sqlite::Connection& connection) -> Result<std::optional<Registered>> {
            return registered_in(connection, key, since);
        };
        co_return engine_->read(query);
    }

    Task<Result<ChangedUser>> change(UserChange change) override {
        auto operation = [change = std::move(change)](Writing& writing) mutable { return change_in(writing, change); };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<void>> rehash(UserId user, std::string from, std::string to) override {
        auto operation = [user, from = std::move(from), to = std::move(to)](Writing& writing) -> Result<void> {
            writing.prepare("update user set password_hash = ? where id = ? and password_hash = ?").bind(to, user, from).run();
            return boost::system::in_place_value;
        };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<std::size_t>> forget_keys(core::Timestamp before, std::size_t limit) override {
        auto operation = [before, limit](Writing& writing) -> Result<std::size_t> {
            auto forget =
                writing.prepare("delete from request_key where key in (select key from request_key where made_at < ? limit ?)");
            return static_cast<std::size_t>(forget.bind(before, limit).run());
        };
        co_return co_await engine_->write(std::move(operation));
    }

private:
    EnginePtr engine_;
};

}  // namespace

std::unique_ptr<AccountStore> make_accounts(EnginePtr engine) {
    return std::make_unique<SqliteAccountStore>(std::move(engine));
}

}  // namespace instante::authentication::sqlite_store
