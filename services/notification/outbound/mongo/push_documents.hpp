#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/time.hpp"
#include "mongo/connection.hpp"
#include "notification/domain/audience.hpp"
#include "notification/domain/push.hpp"
#include "notification/outbound/mongo/deliverers.hpp"
#include "notification/ports/push_store.hpp"

namespace instante::notification::mongo_shelf {

/// Owes the recipients' devices a push that falls due at `due`, where none is owed yet.
void owe(mongo::Connection& connection, NotificationId id, const std::vector<Recipient>& recipients, core::Timestamp due);
/// Those of this notification that would fall due at `due` do so at `now`.
void bring_forward(mongo::Connection& connection, NotificationId id, core::Timestamp due, core::Timestamp now);
/// Owes `users` none of this notification any more.
void take_back_pushes(mongo::Connection& connection, NotificationId id, const std::vector<UserId>& users);
/// Removes at most `limit` pushes that fit. How many.
std::size_t remove_pushes(mongo::Connection& connection, const mongo::Document& filter, std::size_t limit);

struct LeasedPushes {
    std::vector<Push> pushes;
    bool outrun = false;  ///< others have taken some that seemed free: there may be more than these
};
/// The first `limit` that are due, after `after`, and free, or the holder's already. They are the holder's from now on, for
/// `lease_time`.
LeasedPushes lease_due(mongo::Connection& connection, Holder holder, core::Timestamp now, const std::optional<DueKey>& after,
                       std::size_t limit);
/// When the first falls due after `now`.
std::optional<core::Timestamp> next_due(mongo::Connection& connection, core::Timestamp now);

/// Longer than a push is ever in hand: five hundred are, a hundred at a time go out, and each is answered within ten seconds. Who
/// dies is found sooner (`Deliverers`); this is for what nobody frees, since whoever found it died, too.
inline constexpr std::chrono::seconds lease_time{90};

/// What the dead have held is free. How many pushes that are.
std::size_t release(mongo::Connection& connection, const std::vector<Holder>& dead);

/// Owes them no more, whoever holds them.
void end_pushes(mongo::Connection& connection, const std::vector<PushKey>& keys);
/// Those of `keys` that are owed.
std::vector<PushKey> owed_of(mongo::Connection& connection, const std::vector<PushKey>& keys);

struct Postponed {
    PushKey key;
    core::Timestamp due{};
};
/// Each failed once more, and is free again. One that another holds by now is theirs.
void postpone(mongo::Connection& connection, Holder holder, const std::vector<Postponed>& failed);

}  // namespace instante::notification::mongo_shelf
