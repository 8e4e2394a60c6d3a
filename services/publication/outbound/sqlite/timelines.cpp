#include <utility>

#include "publication/outbound/sqlite/feed.hpp"
#include "publication/outbound/sqlite/file.hpp"
#include "publication/outbound/sqlite/timeline_rows.hpp"

namespace instante::publication::sqlite_file {
namespace {

/// Rows beyond the limit that a page may look at on a loop: more (a feed full of people unfollowed, or its old end) goes to the
/// readers' pool.
constexpr std::size_t rows_beyond_limit = 100;

class SqliteTimelines final : public Timelines {
public:
    SqliteTimelines(FilePtr file, async::Pool& readers) : file_(std::move(file)), readers_(readers) {}

    Task<Result<ListedPage>> page(UserId viewer, PublicationId before, std::size_t limit) override {
        FeedQuery query{viewer, before, limit, limit + rows_beyond_limit};
        auto near = read(query);
        if (!near) co_return near.error();
        if (*near) co_return std::move(**near);
        query.row_budget = 0;
        auto whole = [this, query]() -> Result<ListedPage> {
            auto page = read(query);
            if (!page) return page.error();
            return std::move(**page);
        };
        auto page = co_await async::on(readers_, std::move(whole));
        co_return page;
    }

    Task<Result<std::vector<FanOut>>> pending(std::size_t limit) override {
        auto read = [&](sqlite::Connection& connection) -> Result<std::vector<FanOut>> {
            std::vector<FanOut> all;
            auto row =
                connection.prepare("select publication, owner, after from fan_out order by publication limit ?").bind(limit);
            while (row.step()) all.push_back({row.id<PublicationId>(0), row.id<UserId>(1), row.id<UserId>(2)});
            return all;
        };
        co_return file_->database().read(read);
    }

    Task<Result<bool>> advance(FanOut fan_out, std::size_t chunk) override {
        auto change = [fan_out, chunk](sqlite::Connection& connection) -> Result<bool> {
            return advance_in(connection, fan_out.publication, chunk);
        };
        return file_->database().write(change);
    }

private:
    struct Due {
        Spreading spreading;
        UserId after;
    };

    [[nodiscard]] Result<std::optional<ListedPage>> read(FeedQuery query) const {
        return file_->database().read([&](sqlite::Connection& connection) -> Result<std::optional<ListedPage>> {
            return read_feed(connection, file_->heads(), query);
        });
    }

    /// Where the fan-out stands is read here: a call that comes twice goes on, it does not begin again. A publication that is
    /// deleted takes its fan-out with it; one that is hidden goes on, for when it is shown again.
    static std::optional<Due> find_due(sqlite::Connection& connection, PublicationId id) {
        auto row = connection
                       .prepare(
                           "select f.owner, f.after, coalesce(p.reach, h.reach) from fan_out f "
                           "left join publication p on p.id = f.publication "
                           "left join hidden_publication h on h.id = f.publication where f.publication = ?")
                       .bind(id);
        if (!row.step() || row.is_null(2)) return std::nullopt;
        return Due{{id, row.id<UserId>(0), static_cast<Reach>(row.integer(2))}, row.id<UserId>(1)};
    }

    static bool advance_in(sqlite::Connection& connection, PublicationId id, std::size_t chunk) {
        const auto due = find_due(connection, id);
        if (!due) return true;
        const auto last = spread(connection, due->spreading, due->after, chunk);
        if (last) {
            connection.prepare("update fan_out set after = ? where publication = ?").bind(*last, id).run();
        } else {
            connection.prepare("delete from fan_out where publication = ?").bind(id).run();
        }
        return !last;
    }

    FilePtr file_;
    async::Pool& readers_;
};

}  // namespace

std::unique_ptr<Timelines> make_timelines(FilePtr file, async::Pool& readers) {
    return std::make_unique<SqliteTimelines>(std::move(file), readers);
}

}  // namespace instante::publication::sqlite_file
