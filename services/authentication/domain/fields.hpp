#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace instante::authentication {

using FieldErrors = std::vector<core::FieldError>;

/// The rules of a person's fields. Each notes what it finds in `errors`; texts are expected trimmed.
void check_username(std::string_view username, FieldErrors& errors);  ///< `bad-format`, `reserved`
void check_name(std::string_view name, FieldErrors& errors);          ///< 1–50 characters
void check_bio(std::string_view bio, FieldErrors& errors);            ///< at most 150 characters
void check_email(std::string_view email, FieldErrors& errors);        ///< as `<input type=email>` (WHATWG HTML), ≤ 254 bytes
void check_password(std::string_view password, FieldErrors& errors);  ///< 8–128 characters

/// `invalid_fields` when there are any.
Result<void> outcome(FieldErrors errors);
/// `taken`, naming the fields.
core::Error taken_fields(const std::vector<std::string>& fields);

}  // namespace instante::authentication
