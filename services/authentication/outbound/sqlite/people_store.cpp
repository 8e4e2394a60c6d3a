#include "authentication/outbound/sqlite/columns.hpp"
#include "authentication/outbound/sqlite/parts.hpp"

namespace instante::authentication::sqlite_store {

namespace {

template <class Key>
Result<std::optional<User>> find(sqlite::Connection& connection, std::string_view sql, const Key& key) {
    auto row = connection.prepare(sql).bind(key);
    if (!row.step()) return std::optional<User>{};
    auto user = user_of(row);
    if (!user) return user.error();
    return std::optional{std::move(*user)};
}

Result<std::vector<User>> active_of_ids(sqlite::Connection& connection, const std::vector<UserId>& ids) {
    std::vector<User> users;
    for (const auto id : ids) {
        auto user = find(connection, "select * from user where id = ? and state = 0", id);
        if (!user) return user.error();
        if (*user) users.push_back(std::move(**user));
    }
    return users;
}

Result<core::Page<User, UserId>> page_of(sqlite::Connection& connection, std::string_view sql, UserId after, std::size_t limit) {
    core::Page<User, UserId> page;
    auto rows = connection.prepare(sql).bind(after, limit + 1);
    while (rows.step()) {
        if (page.items.size() == limit) {
            page.next = page.items.back().id;
            break;
        }
        auto user = user_of(rows);
        if (!user) return user.error();
        page.items.push_back(std::move(*user));
    }
    return page;
}

class SqlitePeopleStore final : public PeopleStore {
public:
    explicit SqlitePeopleStore(EnginePtr engine) : engine_(std::move(engine)) {}

    Task<Result<std::optional<User>>> by_id(UserId id) override { co_return find_one("select * from user where id = ?", id); }
    Task<Result<std::optional<User>>> by_username(std::string username) override {
        co_return find_one("select * from user where username = ?", username);
    }
    Task<Result<std::optional<User>>> by_email(std::string email) override {
        co_return find_one("select * from user where email = ?", email);
    }

    Task<Result<std::vector<User>>> active_of(std::vector<UserId> ids) override {
        auto query = [ids = std::move(ids)](sqlite::Connection& connection) { return active_of_ids(connection, ids); };
        co_return co_await engine_->read_many(std::move(query));
    }

    Task<Result<core::Page<User, UserId>>> active_after(UserId after, std::size_t limit) override {
        co_return co_await page("select * from user where id > ? and state = 0 order by id limit ?", after, limit);
    }

    Task<Result<core::Page<User, UserId>>> known_after(UserId after, std::size_t limit) override {
        co_return co_await page("select * from user where id > ? and state <> 2 order by id limit ?", after, limit);
    }

    Task<Result<std::vector<RefusedUser>>> refused_since(core::Timestamp since) override {
        auto query = [since](sqlite::Connection& connection) -> Result<std::vector<RefusedUser>> {
            std::vector<RefusedUser> refused;
            auto rows = connection.prepare("select id, state_at from user where state <> 0 and state_at >= ? order by state_at")
                            .bind(since);
            while (rows.step()) refused.push_back({rows.id<UserId>(0), rows.time(1)});
            return refused;
        };
        co_return co_await engine_->read_many(std::move(query));
    }

private:
    Task<Result<core::Page<User, UserId>>> page(const char* sql, UserId after, std::size_t limit) {
        auto query = [=](sqlite::Connection& connection) { return page_of(connection, sql, after, limit); };
        co_return co_await engine_->read_many(std::move(query));
    }

    template <class Key>
    Result<std::optional<User>> find_one(std::string_view sql, const Key& key) {
        return engine_->read([&](sqlite::Connection& connection) { return find(connection, sql, key); });
    }

    EnginePtr engine_;
};

}  // namespace

std::unique_ptr<PeopleStore> make_people(EnginePtr engine) {
    return std::make_unique<SqlitePeopleStore>(std::move(engine));
}

}  // namespace instante::authentication::sqlite_store
