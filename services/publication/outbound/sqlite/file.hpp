#pragma once

#include <memory>
#include <utility>

#include "publication/outbound/sqlite/heads.hpp"
#include "publication/outbound/sqlite/stores.hpp"

namespace instante::publication::sqlite_file {

/// What the stores share: the file, its outbox, and how announcements are rendered.
class File {
public:
    File(sqlite::Database& database, const outbox::SqliteSource& outbox, RenderAnnouncement render)
        : database_(database), outbox_(outbox), render_(std::move(render)), heads_(database) {}

    [[nodiscard]] sqlite::Database& database() const { return database_; }

    [[nodiscard]] HeadCaches& heads() const { return heads_; }

    /// Queues it with the change that runs on `connection`.
    void announce(sqlite::Connection& connection, const Announcement& announcement) const {
        for (const auto& outgoing : render_(announcement)) outbox::append(connection, outgoing);
    }

    /// Runs `change`, and wakes the relay once it is committed.
    template <class Change>
    Task<std::invoke_result_t<Change&, sqlite::Connection&>> write(Change change) const {
        auto outcome = co_await database_.write(std::move(change));
        if (outcome) outbox_.added();
        co_return outcome;
    }

private:
    sqlite::Database& database_;
    const outbox::SqliteSource& outbox_;
    RenderAnnouncement render_;
    mutable HeadCaches heads_;  ///< safe from any thread
};

using FilePtr = std::shared_ptr<const File>;

std::unique_ptr<PublicationStore> make_publications(FilePtr file);
std::unique_ptr<People> make_people(FilePtr file);
std::unique_ptr<Timelines> make_timelines(FilePtr file, async::Pool& readers);
std::unique_ptr<Removals> make_removals(FilePtr file);
std::unique_ptr<Reports> make_reports(FilePtr file, async::Pool& readers);

}  // namespace instante::publication::sqlite_file
