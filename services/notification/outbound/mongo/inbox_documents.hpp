#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "mongo/connection.hpp"
#include "notification/ports/inbox_store.hpp"

namespace instante::notification::mongo_shelf {

/// A reader's document: their mark, and the notifications that came last into their inbox, in the order in which they came. One
/// document, so that of two that come at once one is the later for everybody; an arrival is a place in that row, counted from the
/// first that ever came.
class Reader {
public:
    Reader() = default;
    explicit Reader(const mongo::View& document);

    [[nodiscard]] NotificationId mark() const { return mark_; }
    /// Of the newest; of an entry of the row; of the first of all in the row that are newer by their ids.
    [[nodiscard]] InboxPlace newest() const;
    [[nodiscard]] std::optional<Arrival> arrival_of(NotificationId entry) const;
    [[nodiscard]] std::optional<Arrival> first_newer_than(NotificationId entry) const;

    struct Came {
        NotificationId id;
        Arrival arrival;
    };
    /// What came after `arrival`, in order.
    [[nodiscard]] std::vector<Came> after(Arrival arrival) const;

private:
    [[nodiscard]] Arrival arrival_at(std::size_t index) const;

    NotificationId mark_;
    std::int64_t last_ = 0;
    std::vector<std::int64_t> came_;
};

Reader find_reader(mongo::Connection& connection, UserId user);
NotificationId mark_of(mongo::Connection& connection, UserId user);
/// Raises a mark; it never sinks.
void raise_mark(mongo::Connection& connection, UserId user, NotificationId up_to);
/// Forgets marks and arrivals.
void forget_readers(mongo::Connection& connection, const std::vector<UserId>& users);

/// Puts a notification into inboxes, where it is not there; those that have become too long are trimmed now and then.
void put_entries(mongo::Connection& connection, NotificationId id, const std::vector<UserId>& users);
/// Takes them out again.
void take_back_entries(mongo::Connection& connection, NotificationId id, const std::vector<UserId>& users);
/// Removes at most `limit` entries that fit. How many.
std::size_t remove_entries(mongo::Connection& connection, const mongo::Document& filter, std::size_t limit);
/// The newest `limit` of a user's entries that are older than `before` and not older than `oldest`, newest first.
std::vector<NotificationId> entries_of(mongo::Connection& connection, UserId user, NotificationId before, NotificationId oldest,
                                       std::size_t limit);
/// Greater than all.
inline constexpr NotificationId beyond_newest{std::uint64_t{1} << 63 >> 1};

}  // namespace instante::notification::mongo_shelf
