#pragma once

#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "authentication/outbound/mongo/stores.hpp"

namespace instante::authentication::mongo_store {

/// The collections.
inline constexpr const char *users = "user", *name_claims = "name_claim", *request_keys = "request_key", *sessions = "session",
                            *refresh_tokens = "refresh_token", *follows = "follow", *early_pictures = "early_picture",
                            *signing_keys = "signing_key", *searches = "search", *counters = "counter";

/// What the stores share: the database, its outbox, and how announcements are rendered.
class Shelf {
public:
    explicit Shelf(const MongoNeeds& needs) : needs_(needs) {}

    /// To go into the document whose change it tells of.
    [[nodiscard]] mongo::Enclosures enclose(const std::vector<Announcement>& announcements, const core::Trace& trace) const {
        return needs_.outbox.enclose(rendered(announcements, trace));
    }
    /// For what no document that stays tells of.
    void append(mongo::Connection& connection, const std::vector<Announcement>& announcements, const core::Trace& trace) const {
        needs_.outbox.append(connection, rendered(announcements, trace));
    }

    template <class Work>
    Task<std::invoke_result_t<Work&, mongo::Connection&>> read(Work work) const {
        return needs_.database.run(std::move(work));
    }
    /// The same for what writes: the relay is woken then, also by what was written before a failure.
    template <class Work>
    Task<std::invoke_result_t<Work&, mongo::Connection&>> write(Work work) const {
        return needs_.outbox.run(std::move(work));
    }

    /// Tells an operation from all others, and when it began (`core::id_time`).
    [[nodiscard]] std::uint64_t new_mark() const { return needs_.ids.next(); }
    /// What began before it, and is not done, is left behind by a process that died.
    [[nodiscard]] std::uint64_t left_before() const { return core::first_id_at(needs_.clock.now() - claim_lifetime); }

private:
    static constexpr std::chrono::seconds claim_lifetime{60};

    [[nodiscard]] std::vector<bus::Outgoing> rendered(const std::vector<Announcement>& announcements,
                                                      const core::Trace& trace) const {
        std::vector<bus::Outgoing> messages;
        messages.reserve(announcements.size());
        for (const auto& each : announcements) messages.push_back(needs_.render(each, trace));
        return messages;
    }

    MongoNeeds needs_;
};

/// Work that is queued holds it: a wait may be cancelled, and the stores gone, before its turn comes.
using ShelfPtr = std::shared_ptr<const Shelf>;

std::unique_ptr<AccountStore> make_accounts(ShelfPtr shelf);
std::unique_ptr<PeopleStore> make_people(ShelfPtr shelf);
std::unique_ptr<SessionStore> make_sessions(ShelfPtr shelf);
std::unique_ptr<FollowStore> make_follows(ShelfPtr shelf);
std::unique_ptr<DeviceStore> make_devices(ShelfPtr shelf);
std::unique_ptr<PictureStore> make_pictures(ShelfPtr shelf);
std::unique_ptr<KeyStore> make_keys(ShelfPtr shelf);
std::unique_ptr<MailStore> make_mails(ShelfPtr shelf);
std::unique_ptr<DeletionStore> make_deletions(ShelfPtr shelf);
/// A search looks at so many entries of its index at a time.
inline constexpr std::size_t entries_at_once = 1024;
std::unique_ptr<SearchStore> make_search(ShelfPtr shelf, std::size_t entries = entries_at_once);

}  // namespace instante::authentication::mongo_store
