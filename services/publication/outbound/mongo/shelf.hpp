#pragma once

#include <memory>
#include <utility>

#include "publication/outbound/mongo/stores.hpp"

namespace instante::publication::mongo_shelf {

/// The collections.
inline constexpr const char *publications = "publication", *people = "person", *follows = "follow", *timelines = "timeline",
                            *floors = "timeline_floor", *counts = "follower_count", *pull_authors = "pull_author",
                            *removals = "removal", *cases = "report_case";

/// What the stores share: the database, its outbox, and how announcements are rendered.
class Shelf {
public:
    Shelf(mongo::Database& database, const mongo::DocumentOutbox& outbox, RenderAnnouncement render)
        : database_(database), outbox_(outbox), render_(std::move(render)) {}

    /// To go into the document whose change it tells of.
    [[nodiscard]] mongo::Enclosures enclose(const Announcement& announcement) const {
        return outbox_.enclose(render_(announcement));
    }

    template <class Work>
    Task<std::invoke_result_t<Work&, mongo::Connection&>> read(Work work) const {
        return database_.run(std::move(work));
    }
    /// The same for what writes: the relay is woken then, also by what was written before a failure.
    template <class Work>
    Task<std::invoke_result_t<Work&, mongo::Connection&>> write(Work work) const {
        return outbox_.run(std::move(work));
    }

private:
    mongo::Database& database_;
    const mongo::DocumentOutbox& outbox_;
    RenderAnnouncement render_;
};

using ShelfPtr = std::shared_ptr<const Shelf>;

std::unique_ptr<PublicationStore> make_publications(ShelfPtr shelf);
std::unique_ptr<People> make_people(ShelfPtr shelf);
std::unique_ptr<Timelines> make_timelines(ShelfPtr shelf);
std::unique_ptr<Removals> make_removals(ShelfPtr shelf);
std::unique_ptr<Reports> make_reports(ShelfPtr shelf);

}  // namespace instante::publication::mongo_shelf
