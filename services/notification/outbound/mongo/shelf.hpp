#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "notification/outbound/mongo/stores.hpp"

namespace instante::notification::mongo_shelf {

/// The collections.
inline constexpr const char *notifications = "notification", *people = "person", *hidden_publications = "hidden_publication",
                            *entries = "inbox", *readers = "reader", *pushes = "push", *deliverers = "deliverer";

/// What the stores share: the database, its outbox, and how announcements are rendered.
class Shelf {
public:
    Shelf(mongo::Database& database, const mongo::DocumentOutbox& outbox, RenderAnnouncement render)
        : database_(database), outbox_(outbox), render_(std::move(render)) {}

    /// To go into the document whose change it tells of.
    [[nodiscard]] mongo::Enclosures enclose(const Announcement& announcement, const core::Trace& trace) const {
        return outbox_.enclose({render_(announcement, trace)});
    }
    /// Of what no document tells.
    void announce(mongo::Connection& connection, const Announcement& announcement) const {
        outbox_.append(connection, {render_(announcement, {})});
    }

    /// Runs what announces nothing.
    template <class Work>
    Task<std::invoke_result_t<Work&, mongo::Connection&>> run(Work work) const {
        return database_.run(std::move(work));
    }
    /// The same for what may: the relay is woken then, also by what was written before a failure.
    template <class Work>
    Task<std::invoke_result_t<Work&, mongo::Connection&>> announcing(Work work) const {
        return outbox_.run(std::move(work));
    }

private:
    mongo::Database& database_;
    const mongo::DocumentOutbox& outbox_;
    RenderAnnouncement render_;
};

using ShelfPtr = std::shared_ptr<const Shelf>;

std::unique_ptr<NotificationStore> make_notifications(ShelfPtr shelf);
std::unique_ptr<InboxStore> make_inboxes(ShelfPtr shelf);
std::unique_ptr<PeopleStore> make_people(ShelfPtr shelf);
std::unique_ptr<PushStore> make_pushes(ShelfPtr shelf);

}  // namespace instante::notification::mongo_shelf
