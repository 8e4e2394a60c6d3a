#include <utility>

#include "publication/outbound/sqlite/file.hpp"
#include "publication/outbound/sqlite/person_rows.hpp"
#include "publication/outbound/sqlite/timeline_rows.hpp"

namespace instante::publication::sqlite_file {
namespace {

struct KnownEdge {
    bool active = false;
    std::uint64_t version = 0;
};

KnownEdge find_edge(sqlite::Connection& connection, UserId follower, UserId followee) {
    auto row =
        connection.prepare("select active, version from follow where follower = ? and followee = ?").bind(follower, followee);
    if (!row.step()) return {};
    return {row.integer(0) != 0, static_cast<std::uint64_t>(row.integer(1))};
}

bool is_deleted(sqlite::Connection& connection, UserId user) {
    auto row = connection.prepare("select state from person where id = ?").bind(user);
    return row.step() && static_cast<PersonState>(row.integer(0)) == PersonState::deleted;
}

bool is_pull_author(sqlite::Connection& connection, UserId user) {
    auto row = connection.prepare("select 1 from pull_author where owner = ?").bind(user);
    return row.step();
}

void count_follower(sqlite::Connection& connection, UserId followee, int by) {
    connection
        .prepare(
            "insert into follower_count (user, followers) values (?, ?) on conflict (user) do update set followers = followers + "
            "excluded.followers")
        .bind(followee, by)
        .run();
}

void keep_edge(sqlite::Connection& connection, const Follow& edge) {
    const auto known = find_edge(connection, edge.follower, edge.followee);
    if (edge.version <= known.version || is_deleted(connection, edge.follower) || is_deleted(connection, edge.followee)) return;
    connection
        .prepare(
            "insert or replace into follow (follower, followee, active, pulled, version, id, created_at) values (?, ?, ?, ?, ?, "
            "?, ?)")
        .bind(edge.follower, edge.followee, edge.active, is_pull_author(connection, edge.followee), edge.version, edge.id,
              edge.created_at)
        .run();
    if (edge.active == known.active) return;
    count_follower(connection, edge.followee, edge.active ? 1 : -1);
    if (edge.active) {
        fill_back(connection, edge.follower, edge.followee);
    } else {
        take_back(connection, edge.follower, edge.followee);
    }
}

class SqlitePeople final : public People {
public:
    explicit SqlitePeople(FilePtr file) : file_(std::move(file)) {}

    Task<Result<void>> keep(std::vector<Person> people) override {
        auto change = [people = std::move(people)](sqlite::Connection& connection) -> Result<void> {
            for (const auto& person : people) keep_person(connection, person);
            return {};
        };
        return file_->database().write(std::move(change));
    }

    Task<Result<void>> keep_follows(std::vector<Follow> follows) override {
        auto change = [follows = std::move(follows)](sqlite::Connection& connection) -> Result<void> {
            for (const auto& follow : follows) keep_edge(connection, follow);
            return {};
        };
        return file_->database().write(std::move(change));
    }

    Task<Result<std::vector<Person>>> find(std::vector<UserId> ids) override {
        auto read = [&](sqlite::Connection& connection) -> Result<std::vector<Person>> {
            std::vector<Person> all;
            for (const auto id : ids)
                if (auto person = find_person(connection, id)) all.push_back(std::move(*person));
            return all;
        };
        co_return file_->database().read(read);
    }

    Task<Result<std::optional<Person>>> by_username(std::string username) override {
        auto read = [&](sqlite::Connection& connection) -> Result<std::optional<Person>> {
            auto row =
                connection
                    .prepare(
                        "select id, version, state, username, name, image from person where username = ? and username <> '' "
                        "order by id desc limit 1")
                    .bind(username);
            if (!row.step()) return std::optional<Person>{};
            return std::optional{read_person(row)};
        };
        co_return file_->database().read(read);
    }

    Task<Result<std::uint64_t>> followers(UserId user) override {
        auto read = [&](sqlite::Connection& connection) -> Result<std::uint64_t> {
            auto row = connection.prepare("select followers from follower_count where user = ?").bind(user);
            return row.step() ? static_cast<std::uint64_t>(row.integer(0)) : 0;
        };
        co_return file_->database().read(read);
    }

    Task<Result<bool>> empty() override {
        auto read = [](sqlite::Connection& connection) -> Result<bool> {
            auto row = connection.prepare("select 1 from person limit 1");
            return !row.step();
        };
        co_return file_->database().read(read);
    }

private:
    FilePtr file_;
};

}  // namespace

std::unique_ptr<People> make_people(FilePtr file) {
    return std::make_unique<SqlitePeople>(std::move(file));
}

}  // namespace instante::publication::sqlite_file
