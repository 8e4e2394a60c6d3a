#include "publication/bench/album.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>
#include <random>
#include <string>

#include "core/ids.hpp"

namespace instante::publication {
namespace {

constexpr std::chrono::milliseconds year{std::chrono::days{365}};
constexpr std::array words{"praia",     "pôr do sol", "com",  "amigos", "hoje",  "saudade",     "a",       "manhã",
                           "light",     "through",    "the",  "trees",  "again", "café",        "e",       "bolo",
                           "primavera", "city",       "rain", "on",     "glass", "#fotografia", "#summer", "⛰️",
                           "🌊",        "quase",      "lá",   "vista",  "de",    "cima"};

/// Most say a sentence, some nothing, a few a story.
std::string text_of(std::minstd_rand& random) {
    const auto kind = random() % 20;
    const std::size_t length = kind < 3 ? 0 : kind < 19 ? 10 + random() % 150 : 300 + random() % 1200;
    std::string text;
    while (text.size() < length) text.append(text.empty() ? "" : " ").append(words[random() % words.size()]);
    return text;
}

Image image_of(const Publication& publication, std::minstd_rand& random) {
    struct Size {
        std::string_view name;
        std::uint32_t width_px, height_px;
        std::uint64_t bytes;
    };
    constexpr std::array sizes{Size{"1080", 1080, 810, 214'530}, Size{"640", 640, 480, 84'216}, Size{"320", 320, 240, 25'870},
                               Size{"150", 150, 150, 9'310}};
    Image image{ImageId{publication.id.value + 1}, 4032, 3024, "LKO2?U%2Tw=w]~RBVZRi};RPxuwH", "", {}};
    for (const auto& size : sizes)
        for (const std::string_view format : {"jpeg", "webp"}) {
            std::array<char, 17> digest{};
            std::snprintf(digest.data(), digest.size(), "%08lx%08lx", random() & 0xFFFFFFFF, random() & 0xFFFFFFFF);
            auto key = "p/" + to_string(publication.id) + '/' + to_string(image.id) + '-' + digest.data() +
                       (format == "jpeg" ? ".jpg" : ".webp");
            image.renditions.push_back(
                {std::string{size.name}, std::string{format}, size.width_px, size.height_px, {size.bytes}, std::move(key)});
        }
    return image;
}

/// Any order of 0..count−1, another one for each `round`: a step that shares no divisor with the count.
std::uint32_t shuffled(std::uint32_t place, std::uint32_t count, std::uint32_t round) {
    std::uint64_t step = count / 2 + 7919ull * (round + 1);
    while (std::gcd(step, count) != 1) ++step;
    return static_cast<std::uint32_t>((place * step + round * 104'729ull) % count);
}

}  // namespace

Album::Album(const seeding::Crowd& crowd, std::uint32_t count)
    : crowd_(crowd), authors_(std::clamp(count / each, 1u, crowd.size().people)), by_person_(crowd.size().people) {
    for (std::uint32_t n = 0; n < this->count(); ++n) by_person_[author(n)].push_back(entry(n));
}

std::uint32_t Album::author(std::uint32_t n) const {
    return shuffled(n % authors_, authors_, n / authors_) * (crowd_.size().people / authors_);
}

Album::Entry Album::entry(std::uint32_t n) const {
    return {PublicationId{core::first_id_at(crowd_.end() + year * n / count())}, UserId{crowd_.id(author(n))}};
}

Publication Album::publication(std::uint32_t n) const {
    std::minstd_rand random{n * 2654435761u + 1u};
    const auto [id, owner] = entry(n);
    Publication publication;
    publication.id = id;
    publication.owner = owner;
    publication.text = text_of(random);
    publication.created_at = core::id_time(id.value);
    publication.images.push_back(image_of(publication, random));
    return publication;
}

}  // namespace instante::publication
