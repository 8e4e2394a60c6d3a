#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/time.hpp"
#include "notification/domain/audience.hpp"
#include "notification/domain/notification.hpp"

namespace instante::notification::samples {

using namespace std::chrono_literals;

inline constexpr core::Timestamp noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h};

inline const Person ana{UserId{7}, "ana", "Ana Lima", "u/7/ana.jpg"};
inline const Person bruno{UserId{8}, "bruno", "Bruno Dias", ""};
inline constexpr UserId carla{9};
inline constexpr UserId davi{10};

/// An id that was made `after` noon; `sequence` tells ids of one millisecond apart.
inline NotificationId id_at(std::chrono::milliseconds after, std::uint64_t sequence = 0) {
    return NotificationId{core::first_id_at(noon + after) + sequence};
}

/// Ana published something.
inline Notification published(NotificationId id, Person actor = ana) {
    Notification made;
    made.id = id;
    made.type = Type::publication;
    made.audience = FollowersOf{actor.id};
    made.actor = std::move(actor);
    made.publication = PublicationId{id.value};
    made.text = "Summer";
    made.image = "p/1/2-320.jpg";
    made.created_at = core::id_time(id.value);
    return made;
}

inline Notification followed(NotificationId id, Person actor, UserId whom) {
    Notification made;
    made.id = id;
    made.type = Type::follow;
    made.audience = std::vector{whom};
    made.actor = std::move(actor);
    made.created_at = core::id_time(id.value);
    return made;
}

inline Recipient reader(UserId id, std::vector<std::string> tokens = {}, std::string lang = "en") {
    Recipient made{id, std::move(lang), {}};
    for (auto& token : tokens) made.devices.push_back({std::move(token)});
    return made;
}

/// The answer to the first question about `id`'s audience: all of it.
inline AudiencePage page(NotificationId id, std::vector<Recipient> recipients, std::string asked = "",
                         std::optional<std::string> next = std::nullopt) {
    return {id, std::move(asked), std::move(recipients), std::move(next)};
}

}  // namespace instante::notification::samples
