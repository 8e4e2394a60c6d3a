#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "authentication/domain/registration.hpp"
#include "authentication/inbound/http/picture_intake.hpp"
#include "core/error.hpp"
#include "http/message.hpp"

namespace instante::authentication {

/// What somebody tells of themselves, from JSON or multipart alike.
struct Form {
    std::map<std::string, std::string, std::less<>> texts;  ///< by field, as on the wire today
    std::optional<std::string> picture;
    std::shared_ptr<const PictureIntake::Place> place;  ///< the picture's, as long as it is in hand
    bool removes_picture = false;                       ///< `"image": null`
    std::string digest;                                 ///< of the whole body
    FieldErrors errors;                                 ///< of fields that are not texts

    /// A field's text, moved out.
    [[nodiscard]] std::optional<std::string> take(std::string_view field);
};

/// Errors: `unsupported` (neither JSON nor multipart), `malformed`, `too_large`, `overloaded` (too many pictures in hand), those
/// of the body.
Task<Result<Form>> read_form(http::Request request, PictureIntake& intake);

// What the forms of registration and of a change say. Errors: `invalid_fields`, all at once, when a field is not even a text; the
// rest is the use case's to judge.
Result<Registration> to_registration(Form form, const http::Headers& headers, core::Trace trace);
Result<UserEdit> to_edit(Form form, core::Trace trace);

}  // namespace instante::authentication
