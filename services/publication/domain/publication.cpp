#include "publication/domain/publication.hpp"

#include <algorithm>
#include <utility>

#include "core/text.hpp"
#include "publication/domain/errors.hpp"

namespace instante::publication {
namespace {

std::string field_of_image(std::size_t index, std::string_view member) {
    return "images[" + std::to_string(index) + "]." + std::string{member};
}

void note(std::vector<core::FieldError>& refused, std::optional<core::FieldError> refusal) {
    if (refusal) refused.push_back(std::move(*refusal));
}

void check_image(const Image& image, std::size_t index, std::vector<core::FieldError>& refused) {
    note(refused, refusal_of(image.alt, field_of_image(index, "alt")));
    if (!image.id) refused.push_back({field_of_image(index, "id"), "missing", "An image needs an id"});
    if (image.width_px == 0 || image.height_px == 0)
        refused.push_back({field_of_image(index, "width"), "out-of-range", "An image has at least one pixel each way"});
    if (image.renditions.empty())
        refused.push_back({field_of_image(index, "renditions"), "missing", "An image needs renditions"});
}

/// Two images that differ in what their owner cannot edit are not the same.
bool same_picture(const Image& left, const Image& right) {
    return left.id == right.id && left.width_px == right.width_px && left.height_px == right.height_px &&
           left.renditions == right.renditions;
}

}  // namespace

Reach reach_for(std::uint64_t followers, std::uint64_t threshold) {
    return followers > threshold ? Reach::pull : Reach::push;
}

bool same_origin(const Publication& left, const Publication& right) {
    if (left.id != right.id || left.owner != right.owner || left.created_at != right.created_at) return false;
    if (!std::ranges::equal(left.images, right.images, same_picture)) return false;
    const bool edited = left.edited_at || right.edited_at;
    return edited || (left.text == right.text && left.images == right.images);
}

std::vector<std::string> media_keys(const Publication& publication) {
    std::vector<std::string> keys;
    for (const auto& image : publication.images)
        for (const auto& rendition : image.renditions) keys.push_back(rendition.key);
    return keys;
}

std::string jpeg_key(const Publication& publication, std::string_view name) {
    if (publication.images.empty()) return {};
    for (const auto& rendition : publication.images.front().renditions)
        if (rendition.name == name && rendition.format == "jpeg") return rendition.key;
    return {};
}

Result<Publication> changed(Publication publication, const Change& change, core::Timestamp now) {
    std::vector<core::FieldError> refused;
    auto edited = publication;
    if (change.text) {
        note(refused, refusal_of(*change.text, "text"));
        edited.text = *change.text;
    }
    for (std::size_t i = 0; i < change.alts.size(); ++i) {
        const auto& [id, alt] = change.alts[i];
        note(refused, refusal_of(alt, field_of_image(i, "alt")));
        const auto image = std::ranges::find(edited.images, id, &Image::id);
        if (image == edited.images.end()) {
            refused.push_back({field_of_image(i, "id"), "unknown", "The publication has no such image"});
        } else {
            image->alt = alt;
        }
    }
    if (!refused.empty()) return core::Error{core::invalid_fields}.with_fields(std::move(refused));
    if (edited == publication) return publication;
    ++edited.version;
    edited.edited_at = now;
    return edited;
}

std::optional<core::FieldError> refusal_of(const std::string& text, std::string field, std::size_t limit) {
    const auto length = core::count_code_points(text);
    if (!length) return core::FieldError{std::move(field), "not-text", "This is not UTF-8"};
    if (*length > limit)
        return core::FieldError{std::move(field), "too-long", "At most " + std::to_string(limit) + " characters"};
    return std::nullopt;
}

Result<void> check(const Publication& publication) {
    if (publication.images.empty()) return core::Error{no_photos};
    std::vector<core::FieldError> refused;
    note(refused, refusal_of(publication.text, "text"));
    if (publication.images.size() > image_limit)
        refused.push_back({"images", "too-many", "At most " + std::to_string(image_limit) + " photos"});
    for (std::size_t i = 0; i < publication.images.size(); ++i) check_image(publication.images[i], i, refused);
    if (!refused.empty()) return core::Error{core::invalid_fields}.with_fields(std::move(refused));
    return {};
}

}  // namespace instante::publication
