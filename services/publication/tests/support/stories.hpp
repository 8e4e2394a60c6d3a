#pragma once

#include <string>
#include <vector>

#include "publication/domain/events.hpp"
#include "publication/domain/listed.hpp"

/// People and publications for tests.
namespace instante::publication::testing {

inline constexpr core::Timestamp noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + std::chrono::hours{12}};

inline constexpr UserId ana{101}, bruno{102}, clara{103}, davi{104};

Person person(UserId id, std::uint64_t version = 1);
Person gone(UserId id, PersonState state, std::uint64_t version);
Follow follow(UserId follower, UserId followee, std::uint64_t version = 1, bool active = true);

Image image(PublicationId publication, std::uint64_t number = 1);
/// One photo, made at `noon` + `id` ms.
Publication publication(std::uint64_t id, UserId owner, std::string text = "text", Reach reach = Reach::push);
/// The same, as it comes from its owner.
PublicationCreated created(std::uint64_t id, UserId owner, std::string text = "text", Reach reach = Reach::push);
/// The next version.
Publication edited(Publication publication, std::string text);

std::vector<std::uint64_t> ids_of(const std::vector<Listed>& listed);

}  // namespace instante::publication::testing
