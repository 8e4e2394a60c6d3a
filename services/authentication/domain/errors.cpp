#include "authentication/domain/errors.hpp"

namespace instante::authentication {

core::Code picture_error(std::string_view slug) {
    const auto holds = [slug](std::string_view word) { return slug.find(word) != std::string_view::npos; };
    if (holds("too-large") || holds("too-many")) return picture_too_large;
    if (holds("not-an-image") || holds("unsupported")) return not_a_picture;
    return bad_picture;
}

}  // namespace instante::authentication
