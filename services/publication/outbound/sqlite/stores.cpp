#include "publication/outbound/sqlite/stores.hpp"

#include "publication/outbound/sqlite/file.hpp"

namespace instante::publication {

Stores make_sqlite_stores(sqlite::Database& database, const outbox::SqliteSource& outbox, async::Pool& readers,
                          RenderAnnouncement render) {
    auto file = std::make_shared<const sqlite_file::File>(database, outbox, std::move(render));
    return {.publications = sqlite_file::make_publications(file),
            .people = sqlite_file::make_people(file),
            .timelines = sqlite_file::make_timelines(file, readers),
            .removals = sqlite_file::make_removals(file),
            .reports = sqlite_file::make_reports(file, readers)};
}

}  // namespace instante::publication
