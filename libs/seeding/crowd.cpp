#include "seeding/crowd.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <random>

#include "core/ids.hpp"

namespace instante::seeding {
namespace {

constexpr std::array first_names{"Ana",   "Maria",  "João",    "José",  "Antônio", "Francisca", "Carlos", "Júlia",
                                 "Pedro", "Camila", "Letícia", "Diego", "Helena",  "Vinícius",  "Emma",   "Noah"};
constexpr std::array last_names{"Silva", "Santos", "Oliveira", "Souza",   "Ferreira", "Lima",    "Gonçalves", "Nascimento",
                                "Rocha", "Dias",   "Andrade",  "Moreira", "Cardoso",  "Barbosa", "Teixeira",  "Müller"};
constexpr std::chrono::milliseconds joining{std::chrono::days{200}};        ///< all of it
constexpr core::Timestamp opening = core::id_epoch + std::chrono::days{1};  // the epoch's own first id is nobody's
constexpr core::Timestamp first_follow = opening + joining;

/// The same numbers for the same `number`, whatever came before.
std::minstd_rand random_of(std::uint32_t number) {
    return std::minstd_rand{number * 2654435761u + 1u};
}

}  // namespace

std::uint64_t Crowd::id(std::uint32_t number) const {
    return core::first_id_at(opening + joining * number / size_.people);
}

Somebody Crowd::somebody(std::uint32_t number) const {
    auto random = random_of(number);
    Somebody one{.id = id(number), .username = "person" + std::to_string(number), .name = {}, .picture = {}, .joined = {}};
    one.name = first_names[random() % first_names.size()];
    one.name.append(" ").append(last_names[random() % last_names.size()]);
    if (random() % 5 < 3)
        one.picture = "u/" + std::to_string(one.id) + '/' + std::to_string(one.id + 1) + "-78bfe0083cde27fc.jpg";
    one.joined = core::id_time(one.id);
    return one;
}

std::vector<std::uint32_t> Crowd::followed_by(std::uint32_t number) const {
    auto random = random_of(~number);
    std::vector<std::uint32_t> followed;
    followed.reserve(size_.follows);
    while (followed.size() < std::min(size_.follows, size_.people - 1)) {
        const auto other = static_cast<std::uint32_t>(random() % size_.people);
        const auto place = std::ranges::lower_bound(followed, other);
        if (other != number && (place == followed.end() || *place != other)) followed.insert(place, other);
    }
    return followed;
}

core::Timestamp Crowd::followed_at(std::uint32_t number, std::uint32_t place) const {
    return first_follow + std::chrono::milliseconds{std::uint64_t{number} * size_.follows + place};
}

core::Timestamp Crowd::end() const {
    return followed_at(size_.people, 0);
}

}  // namespace instante::seeding
