#include <utility>

#include "publication/outbound/sqlite/case_rows.hpp"
#include "publication/outbound/sqlite/file.hpp"
#include "publication/outbound/sqlite/publication_rows.hpp"

namespace instante::publication::sqlite_file {
namespace {

/// Rows of edges, reports or of a timeline that one piece of a removal deletes.
constexpr std::size_t rows_a_piece = 500;

std::optional<Removal> find_promise(sqlite::Connection& connection, UserId owner) {
    auto row = connection.prepare("select up_to, person from removal where owner = ? and ended = 0").bind(owner);
    if (!row.step()) return std::nullopt;
    return Removal{.owner = owner, .up_to = row.id<PublicationId>(0), .person = row.integer(1) != 0};
}

std::vector<PublicationId> doomed_publications(sqlite::Connection& connection, const Removal& removal, std::size_t chunk) {
    std::vector<PublicationId> ids;
    auto row = connection.prepare("select id from publication where owner = ? and id <= ? order by id desc limit ?")
                   .bind(removal.owner, removal.up_to, chunk);
    while (row.step()) ids.push_back(row.id<PublicationId>(0));
    auto hidden = connection.prepare("select id from hidden_publication where owner = ? and id <= ? order by id desc limit ?")
                      .bind(removal.owner, removal.up_to, chunk - ids.size());
    while (hidden.step()) ids.push_back(hidden.id<PublicationId>(0));
    return ids;
}

struct Edge {
    UserId follower;
    UserId followee;
    bool active = false;
};

std::vector<Edge> read_edges(sqlite::Statement row) {
    std::vector<Edge> edges;
    while (row.step()) edges.push_back({row.id<UserId>(0), row.id<UserId>(1), row.integer(2) != 0});
    return edges;
}

void delete_edges(sqlite::Connection& connection, const std::vector<Edge>& edges) {
    for (const auto& edge : edges) {
        connection.prepare("delete from follow where follower = ? and followee = ?").bind(edge.follower, edge.followee).run();
        if (edge.active)
            connection.prepare("update follower_count set followers = followers - 1 where user = ?").bind(edge.followee).run();
    }
}

/// Deletes a piece of what a deleted person leaves behind beside publications. Whether something is left.
bool forget_some(sqlite::Connection& connection, UserId person) {
    auto edges = read_edges(connection.prepare("select follower, followee, active from follow where follower = ? limit ?")
                                .bind(person, rows_a_piece));
    if (edges.empty())
        edges = read_edges(connection.prepare("select follower, followee, active from follow where followee = ? limit ?")
                               .bind(person, rows_a_piece));
    delete_edges(connection, edges);
    if (!edges.empty() || forget_reports_of(connection, person, rows_a_piece)) return true;
    return connection
               .prepare(
                   "delete from timeline where user = ?1 and publication in "
                   "(select publication from timeline where user = ?1 order by publication desc limit ?2)")
               .bind(person, rows_a_piece)
               .run() > 0;
}

void forget_rest(sqlite::Connection& connection, UserId person) {
    forget_case(connection, person);
    connection.prepare("delete from timeline_floor where user = ?").bind(person).run();
    connection.prepare("delete from follower_count where user = ?").bind(person).run();
    connection.prepare("delete from pull_author where owner = ?").bind(person).run();
}

class SqliteRemovals final : public Removals {
public:
    explicit SqliteRemovals(FilePtr file) : file_(std::move(file)) {}

    Task<Result<void>> begin(Removal removal) override {
        auto change = [removal](sqlite::Connection& connection) -> Result<void> {
            connection
                .prepare(
                    "insert into removal (owner, up_to, person, ended) values (?, ?, ?, 0) on conflict (owner) do update set "
                    "up_to = max(up_to, excluded.up_to), person = max(person, excluded.person), ended = 0")
                .bind(removal.owner, removal.up_to, removal.person)
                .run();
            return {};
        };
        return file_->database().write(change);
    }

    Task<Result<std::vector<Removal>>> pending(std::size_t limit) override {
        auto read = [&](sqlite::Connection& connection) -> Result<std::vector<Removal>> {
            std::vector<Removal> all;
            auto row =
                connection.prepare("select owner, up_to, person from removal where ended = 0 order by owner limit ?").bind(limit);
            while (row.step()) all.push_back({row.id<UserId>(0), row.id<PublicationId>(1), row.integer(2) != 0});
            return all;
        };
        co_return file_->database().read(read);
    }

    Task<Result<bool>> advance(Removal removal, std::size_t chunk) override {
        auto change = [this, owner = removal.owner, chunk](sqlite::Connection& connection) {
            return advance_in(connection, owner, chunk);
        };
        return file_->write(std::move(change));
    }

private:
    [[nodiscard]] Result<bool> advance_in(sqlite::Connection& connection, UserId owner, std::size_t chunk) const {
        const auto promise = find_promise(connection, owner);
        if (!promise) return true;
        const auto doomed = doomed_publications(connection, *promise, chunk);
        for (const auto id : doomed) {
            const auto deleted = delete_publication(connection, owner, id);
            if (!deleted) return deleted.error();
            if (*deleted) file_->announce(connection, **deleted);
        }
        if (doomed.size() == chunk) return false;
        if (promise->person) {
            if (forget_some(connection, owner)) return false;
            forget_rest(connection, owner);
            file_->announce(connection, PersonPurged{owner});
        }
        connection.prepare("update removal set ended = 1 where owner = ?").bind(owner).run();
        return true;
    }

    FilePtr file_;
};

}  // namespace

std::unique_ptr<Removals> make_removals(FilePtr file) {
    return std::make_unique<SqliteRemovals>(std::move(file));
}

}  // namespace instante::publication::sqlite_file
