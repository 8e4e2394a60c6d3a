#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "publication/domain/ids.hpp"

namespace instante::publication {

inline constexpr std::size_t text_limit = 2200;  ///< code points, of a text and of each alternative text
inline constexpr std::size_t image_limit = 10;

/// One stored encoding of an image: `name` is its width (1080, 640, 320) or 150 for the square, `format` is jpeg or webp.
struct Rendition {
    std::string name;
    std::string format;
    std::uint32_t width_px = 0;
    std::uint32_t height_px = 0;
    core::Bytes size;
    std::string key;  ///< in object storage

    friend bool operator==(const Rendition&, const Rendition&) = default;
};

struct Image {
    ImageId id;
    std::uint32_t width_px = 0;
    std::uint32_t height_px = 0;
    std::string blurhash;
    std::string alt;
    std::vector<Rendition> renditions;

    friend bool operator==(const Image&, const Image&) = default;
};

/// How a publication reaches feeds, fixed when it is composed: pushed into its owner's followers' timelines, or pulled by readers
/// from an author whom too many follow for that.
enum class Reach : std::uint8_t { push, pull };

struct Publication {
    PublicationId id;
    UserId owner;
    std::string text;
    std::vector<Image> images;
    core::Timestamp created_at{};
    std::optional<core::Timestamp> edited_at;
    std::uint64_t version = 1;  ///< rises with each change
    Reach reach = Reach::push;

    friend bool operator==(const Publication&, const Publication&) = default;
};

/// How a publication of someone with so many followers reaches them: pushed up to `threshold`, pulled beyond.
Reach reach_for(std::uint64_t followers, std::uint64_t threshold);

/// Whether both are the same act of publishing: what a repeated message must agree on. Edits since do not count.
bool same_origin(const Publication& left, const Publication& right);
/// The keys of all its objects in storage.
std::vector<std::string> media_keys(const Publication& publication);
/// The key of the first image's rendition `name` as JPEG; empty when there is none.
std::string jpeg_key(const Publication& publication, std::string_view name);

/// New alternative text for one image.
struct AltChange {
    ImageId image;
    std::string alt;
};
/// What an owner may change.
struct Change {
    std::optional<std::string> text;
    std::vector<AltChange> alts;
};
/// `publication` with the change made, one version up, edited at `now`; unchanged when the change says nothing new. Errors:
/// `invalid_fields`
/// (`text`, `images[i].alt` too long or not text; `images[i].id` not one of its images).
Result<Publication> changed(Publication publication, const Change& change, core::Timestamp now);

/// Why `text` is no text of a publication, under the name `field`: of more than `limit` code points, or not UTF-8.
std::optional<core::FieldError> refusal_of(const std::string& text, std::string field, std::size_t limit = text_limit);

/// Refuses what no publication may hold. Errors: `no_photos`, `invalid_fields`.
Result<void> check(const Publication& publication);

}  // namespace instante::publication
