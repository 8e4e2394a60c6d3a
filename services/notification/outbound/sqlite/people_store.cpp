#include <utility>

#include "notification/outbound/sqlite/engine.hpp"

namespace instante::notification::sqlite_store {
namespace {

constexpr auto deleted = static_cast<int>(Presence::deleted);

Result<void> learn_in(Writing& writing, const Person& person, std::int64_t version) {
    writing
        .prepare(
            "update person set version = ?2, presence = 0, username = ?3, name = ?4, image = ?5 "
            "where id = ?1 and version < ?2 and presence <> ?6")
        .bind(person.id, version, person.username, person.name, person.image, deleted)
        .run();
    return {};
}

Result<void> disable_in(Writing& writing, UserId user, std::int64_t version) {
    writing
        .prepare(
            "insert into person (id, version, presence, username, name, image) values (?1, ?2, ?3, '', '', '') "
            "on conflict do update set version = excluded.version, presence = excluded.presence "
            "where version < excluded.version and presence <> ?4")
        .bind(user, version, static_cast<int>(Presence::disabled), deleted)
        .run();
    return {};
}

Result<void> bury_in(Writing& writing, UserId user, std::int64_t version) {
    writing.prepare("insert or replace into person (id, version, presence, username, name, image) values (?, ?, ?, '', '', '')")
        .bind(user, version, deleted)
        .run();
    return {};
}

/// Removes a part of each; whether any of them may have more.
Result<bool> purge_in(Writing& writing, UserId user, std::size_t limit, const core::Trace& trace) {
    if (writing.presence_of(user) != Presence::deleted) return false;
    const auto part_of = [&](std::string_view sql) {
        return writing.prepare(sql).bind(user, limit).run() == static_cast<std::int64_t>(limit);
    };
    const bool pushes =
        part_of("delete from push where (notification, token) in (select notification, token from push where user = ? limit ?)");
    const bool entries = part_of(
        "delete from inbox where user = ?1 and notification in (select notification from inbox where user = ?1 limit ?2)");
    const bool told = part_of(
        "update notification set hidden = 1, image = '', text = '' "
        "where id in (select id from notification where actor = ? and hidden = 0 limit ?)");
    const bool hidden = writing.clear_hidden(limit);
    if (pushes || entries || told || hidden) return true;
    writing.prepare("delete from read_mark where user = ?").bind(user).run();
    writing.announce(UserPurged{user}, trace);
    return false;
}

class SqlitePeopleStore final : public PeopleStore {
public:
    explicit SqlitePeopleStore(EnginePtr engine) : engine_(std::move(engine)) {}

    Task<Result<void>> learn(Person person, std::int64_t version) override {
        auto operation = [person = std::move(person), version](Writing& writing) { return learn_in(writing, person, version); };
        return engine_->write(std::move(operation));
    }
    Task<Result<void>> disable(UserId user, std::int64_t version) override {
        auto operation = [user, version](Writing& writing) { return disable_in(writing, user, version); };
        return engine_->write(std::move(operation));
    }
    Task<Result<void>> bury(UserId user, std::int64_t version) override {
        auto operation = [user, version](Writing& writing) { return bury_in(writing, user, version); };
        return engine_->write(std::move(operation));
    }
    Task<Result<bool>> purge(UserId user, std::size_t limit, core::Trace trace) override {
        auto operation = [user, limit, trace = std::move(trace)](Writing& writing) {
            return purge_in(writing, user, limit, trace);
        };
        return engine_->write(std::move(operation));
    }

private:
    EnginePtr engine_;
};

}  // namespace

std::unique_ptr<PeopleStore> make_people(EnginePtr engine) {
    return std::make_unique<SqlitePeopleStore>(std::move(engine));
}

}  // namespace instante::notification::sqlite_store
