#include "publication/tests/support/stories.hpp"

#include <utility>

namespace instante::publication::testing {

Person person(UserId id, std::uint64_t version) {
    const auto number = to_string(id);
    return {.id = id,
            .username = "user_" + number,
            .name = "Name of " + number,
            .image = "u/" + number + "/1-0.jpg",
            .version = version};
}

Person gone(UserId id, PersonState state, std::uint64_t version) {
    Person tombstone;
    tombstone.id = id;
    tombstone.version = version;
    tombstone.state = state;
    return tombstone;
}

Follow follow(UserId follower, UserId followee, std::uint64_t version, bool active) {
    return {.id = FollowId{follower.value * 1'000'000 + followee.value * 100 + version},
            .follower = follower,
            .followee = followee,
            .active = active,
            .version = version,
            .created_at = noon};
}

Image image(PublicationId publication, std::uint64_t number) {
    Image made{.id = ImageId{publication.value * 10 + number},
               .width_px = 4000,
               .height_px = 3000,
               .blurhash = "LEHV6nWB2yk8",
               .alt = "alt",
               .renditions = {}};
    for (const auto* name : {"1080", "640", "320", "150"})
        for (const auto* format : {"jpeg", "webp"}) {
            const std::string ending = std::string{format} == "jpeg" ? ".jpg" : ".webp";
            const auto key = "p/" + to_string(publication) + "/" + to_string(made.id) + "-" + name + ending;
            made.renditions.push_back({name, format, 640, 480, {12'345}, key});
        }
    return made;
}

Publication publication(std::uint64_t id, UserId owner, std::string text, Reach reach) {
    Publication made;
    made.id = PublicationId{id};
    made.owner = owner;
    made.text = std::move(text);
    made.images.push_back(image(made.id));
    made.created_at = noon + std::chrono::milliseconds{id};
    made.reach = reach;
    return made;
}

PublicationCreated created(std::uint64_t id, UserId owner, std::string text, Reach reach) {
    return {publication(id, owner, std::move(text), reach), person(owner), {}};
}

Publication edited(Publication publication, std::string text) {
    publication.text = std::move(text);
    ++publication.version;
    publication.edited_at = noon + std::chrono::hours{1};
    return publication;
}

std::vector<std::uint64_t> ids_of(const std::vector<Listed>& listed) {
    std::vector<std::uint64_t> ids;
    for (const auto& one : listed) ids.push_back(one.id.value);
    return ids;
}

}  // namespace instante::publication::testing
