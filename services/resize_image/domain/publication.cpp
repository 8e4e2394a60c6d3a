#include "resize_image/domain/publication.hpp"

#include <string_view>
#include <utility>

#include "core/text.hpp"
#include "resize_image/domain/limits.hpp"

namespace instante::resize_image {
namespace {

std::string nth(std::string_view field, std::size_t index) {
    return std::string{field} + '[' + std::to_string(index) + ']';
}

std::string at_most(std::size_t count, std::string_view of) {
    return "At most " + std::to_string(count) + ' ' + std::string{of};
}

void check_text(const std::string& text, std::string field, std::vector<core::FieldError>& refused) {
    const auto length = core::count_code_points(text);
    if (!length) {
        refused.push_back({std::move(field), "not-text", "This is not UTF-8"});
    } else if (*length > text_limit) {
        refused.push_back({std::move(field), "too-long", at_most(text_limit, "characters")});
    }
}

}  // namespace

std::vector<core::FieldError> refusals_of(const Words& words, std::size_t photos, std::size_t photo_limit) {
    std::vector<core::FieldError> refused;
    if (photos == 0) refused.push_back({"images", "missing", "A publication needs a photo"});
    if (photos > photo_limit) refused.push_back({"images", "too-many", at_most(photo_limit, "photos")});
    check_text(words.text, "text", refused);
    if (words.alts.size() > photos) refused.push_back({"alt", "too-many", "At most one for each photo"});
    for (std::size_t i = 0; i < words.alts.size(); ++i) check_text(words.alts[i], nth("alt", i), refused);
    return refused;
}

core::Error about_photo(const core::Error& refusal, std::size_t index) {
    const auto slug = refusal.code().slug;
    std::vector<core::FieldError> field(1);
    field.front() = {nth("images", index), std::string{slug.substr(slug.find('/') + 1)}, std::string{refusal.code().title}};
    return refusal.with_fields(std::move(field));
}

}  // namespace instante::resize_image
