#include <utility>

#include "publication/domain/errors.hpp"
#include "publication/outbound/sqlite/file.hpp"
#include "publication/outbound/sqlite/person_rows.hpp"
#include "publication/outbound/sqlite/publication_rows.hpp"
#include "publication/outbound/sqlite/timeline_rows.hpp"

namespace instante::publication::sqlite_file {
namespace {

/// Followers that are reached in the very transaction that adds a publication: most people have no more, and none of them waits.
constexpr std::size_t first_followers = 100;
/// Rows of the list of everyone's publications that one page looks at: those of people who are gone are passed over, and there
/// may be many.
constexpr std::size_t rows_beyond_limit = 100;

bool exists(sqlite::Statement row) {
    return row.step();
}

bool refuses(sqlite::Connection& connection, const Publication& publication) {
    const auto owner = find_person(connection, publication.owner);
    if (owner && owner->state == PersonState::deleted) return true;
    return exists(connection.prepare("select 1 from tombstone where publication = ?").bind(publication.id)) ||
           exists(connection.prepare("select 1 from removal where owner = ? and up_to >= ?")
                      .bind(publication.owner, publication.id));
}

/// Readers pull the publications of those whom this one is the first to name. Whether it is.
bool add_pull_author(sqlite::Connection& connection, UserId owner) {
    return connection.prepare("insert into pull_author (owner) values (?) on conflict do nothing").bind(owner).run() > 0;
}

/// Brings it to the first followers, and notes when there are more. Whether there are.
bool begin_to_spread(sqlite::Connection& connection, const Publication& publication) {
    if (publication.reach == Reach::pull && !add_pull_author(connection, publication.owner)) return false;
    const Spreading spreading{publication.id, publication.owner, publication.reach};
    const auto last = spread(connection, spreading, UserId{}, first_followers);
    if (!last) return false;
    connection.prepare("insert into fan_out (publication, owner, after) values (?, ?, ?)")
        .bind(publication.id, publication.owner, *last)
        .run();
    return true;
}

class SqlitePublicationStore final : public PublicationStore {
public:
    explicit SqlitePublicationStore(FilePtr file) : file_(std::move(file)) {}

    Task<Result<Added>> add(PublicationCreated created) override {
        auto change = [this, created = std::move(created)](sqlite::Connection& connection) {
            return add_in(connection, created);
        };
        return file_->write(std::move(change));
    }

    Task<Result<void>> replace(PublicationUpdated updated) override {
        auto change = [this, updated = std::move(updated)](sqlite::Connection& connection) {
            return replace_in(connection, updated);
        };
        return file_->write(std::move(change));
    }

    Task<Result<void>> remove(UserId owner, std::vector<PublicationId> ids, core::Trace trace) override {
        auto change = [this, owner, ids = std::move(ids),
                       trace = std::move(trace)](sqlite::Connection& connection) -> Result<void> {
            for (const auto id : ids) {
                auto removed = remove_in(connection, owner, id, trace);
                if (!removed) return removed;
            }
            return {};
        };
        return file_->write(std::move(change));
    }

    Task<Result<std::vector<Publication>>> find(std::vector<PublicationId> ids) override {
        auto read = [&](sqlite::Connection& connection) -> Result<std::vector<Publication>> {
            std::vector<Publication> all;
            for (const auto id : ids) {
                auto found = find_publication(connection, id);
                if (!found) return found.error();
                if (*found) all.push_back(std::move(**found));
            }
            return all;
        };
        co_return file_->database().read(read);
    }

    Task<Result<std::optional<Listed>>> look_up(PublicationId id) override {
        auto read = [&](sqlite::Connection& connection) -> Result<std::optional<Listed>> {
            return Heads{file_->heads(), connection}.find(id);
        };
        co_return file_->database().read(read);
    }

    Task<Result<ListedPage>> by_owner(UserId owner, PublicationId before, std::size_t limit) override {
        auto read = [&](sqlite::Connection& connection) -> Result<ListedPage> {
            const auto owner_version = Heads{file_->heads(), connection}.active_version(owner);
            auto row =
                connection.prepare("select id, version from publication where owner = ? and id < ? order by id desc limit ?")
                    .bind(owner, before, limit + 1);
            ListedPage page;
            page.items.reserve(limit);
            PublicationId last;
            for (std::size_t looked_at = 0; row.step(); ++looked_at) {
                if (looked_at == limit) {
                    page.next = last;
                    break;
                }
                last = row.id<PublicationId>(0);
                if (owner_version)
                    page.items.push_back({last, owner, static_cast<std::uint64_t>(row.integer(1)), *owner_version});
            }
            return page;
        };
        co_return file_->database().read(read);
    }

    Task<Result<ListedPage>> newest(PublicationId before, std::size_t limit) override {
        auto read = [&](sqlite::Connection& connection) -> Result<ListedPage> {
            auto row = connection
                           .prepare(
                               "select p.id, p.owner, p.version, o.version, o.state from publication p left join person o on "
                               "o.id = p.owner "
                               "where p.id < ? order by p.id desc")
                           .bind(before);
            ListedPage page;
            PublicationId last;
            for (std::size_t looked_at = 0; row.step(); ++looked_at) {
                if (page.items.size() == limit || looked_at == limit + rows_beyond_limit) {
                    page.next = last;
                    break;
                }
                last = row.id<PublicationId>(0);
                if (row.integer(4) == 0) page.items.push_back(read_listed(row));
            }
            return page;
        };
        co_return file_->database().read(read);
    }

private:
    Result<Added> add_in(sqlite::Connection& connection, PublicationCreated created) const {
        const auto& publication = created.publication;
        if (refuses(connection, publication)) {
            file_->announce(connection, PublicationDeleted{publication.id, publication.owner, publication.version + 1,
                                                           media_keys(publication), created.trace});
            return Added::refused;
        }
        const auto known = find_anywhere(connection, publication.id);
        if (!known) return known.error();
        if (*known) {
            if (!same_origin(**known, publication)) return core::Error{other_content};
            const bool spreading = exists(connection.prepare("select 1 from fan_out where publication = ?").bind(publication.id));
            return spreading ? Added::spreading : Added::complete;
        }
        keep_person(connection, created.owner);
        created.owner = find_person(connection, publication.owner).value_or(created.owner);
        insert_publication(connection, publication);
        add_to_timeline(connection, publication.owner, publication.id, publication.owner);
        const bool spreading = begin_to_spread(connection, publication);
        file_->announce(connection, created);
        return spreading ? Added::spreading : Added::complete;
    }

    [[nodiscard]] Result<void> replace_in(sqlite::Connection& connection, const PublicationUpdated& updated) const {
        const auto& publication = updated.publication;
        {
            auto row = connection.prepare("select version from publication where id = ? and owner = ?")
                           .bind(publication.id, publication.owner);
            if (!row.step()) return core::Error{core::not_found};
            if (publication.version != static_cast<std::uint64_t>(row.integer(0)) + 1) return core::Error{outdated};
        }
        update_publication(connection, publication);
        file_->announce(connection, updated);
        return {};
    }

    [[nodiscard]] Result<void> remove_in(sqlite::Connection& connection, UserId owner, PublicationId id,
                                         const core::Trace& trace) const {
        auto deleted = delete_publication(connection, owner, id);
        if (!deleted) return deleted.error();
        if (!*deleted) return {};
        (*deleted)->trace = trace;
        file_->announce(connection, **deleted);
        return {};
    }

    FilePtr file_;
};

}  // namespace

std::unique_ptr<PublicationStore> make_publications(FilePtr file) {
    return std::make_unique<SqlitePublicationStore>(std::move(file));
}

}  // namespace instante::publication::sqlite_file
