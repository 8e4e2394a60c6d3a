#include "authentication/domain/fields.hpp"

#include <algorithm>
#include <string>

#include "authentication/domain/errors.hpp"
#include "authentication/domain/username.hpp"
#include "core/text.hpp"

namespace instante::authentication {

namespace {

struct Length {
    std::size_t least;
    std::size_t most;
};

void check_length(std::string_view field, std::string_view text, Length length, FieldErrors& errors) {
    const auto count = core::count_code_points(text);
    if (!count) {
        errors.push_back({std::string{field}, "not-utf8", "This is not UTF-8"});
    } else if (*count < length.least) {
        const auto* code = *count == 0 ? "missing" : "too-short";
        errors.push_back({std::string{field}, code, "At least " + std::to_string(length.least) + " characters"});
    } else if (*count > length.most) {
        errors.push_back({std::string{field}, "too-long", "At most " + std::to_string(length.most) + " characters"});
    }
}

void check_controls(std::string_view field, std::string_view text, bool lines, FieldErrors& errors) {
    const auto broken = !lines && text.find_first_of("\t\n") != std::string_view::npos;
    if (broken || core::has_control_characters(text))
        errors.push_back({std::string{field}, "control-characters", "Control characters are not allowed"});
}

constexpr bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_local_part(std::string_view text) {
    constexpr std::string_view others = ".!#$%&'*+/=?^_`{|}~-";
    const auto allowed = [&](char c) { return is_alphanumeric(c) || others.find(c) != std::string_view::npos; };
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed);
}

bool is_label(std::string_view text) {
    const auto allowed = [](char c) { return is_alphanumeric(c) || c == '-'; };
    return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
           std::all_of(text.begin(), text.end(), allowed);
}

bool is_domain(std::string_view text) {
    while (true) {
        const auto dot = text.find('.');
        if (!is_label(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

}  // namespace

void check_username(std::string_view username, FieldErrors& errors) {
    if (!is_username(username)) {
        errors.push_back({"username", "bad-format", "2 to 30 of a–z, 0–9, _ and . (not first), and not digits alone"});
    } else if (is_reserved(username)) {
        errors.push_back({"username", "reserved", "This name is reserved"});
    }
}

void check_name(std::string_view name, FieldErrors& errors) {
    check_length("name", name, {1, 50}, errors);
    check_controls("name", name, false, errors);
}

void check_bio(std::string_view bio, FieldErrors& errors) {
    check_length("bio", bio, {0, 150}, errors);
    check_controls("bio", bio, true, errors);
}

void check_email(std::string_view email, FieldErrors& errors) {
    if (email.empty()) {
        errors.push_back({"email", "missing", "An e-mail address is needed"});
        return;
    }
    const auto at = email.find('@');
    const auto good = at != std::string_view::npos && email.size() <= 254 && is_local_part(email.substr(0, at)) &&
                      is_domain(email.substr(at + 1));
    if (!good) errors.push_back({"email", "not-an-email", "This is not an e-mail address"});
}

void check_password(std::string_view password, FieldErrors& errors) {
    check_length("password", password, {8, 128}, errors);
}

Result<void> outcome(FieldErrors errors) {
    if (errors.empty()) return boost::system::in_place_value;
    return core::Error{core::invalid_fields}.with_fields(std::move(errors));
}

core::Error taken_fields(const std::vector<std::string>& fields) {
    FieldErrors errors;
    for (const auto& field : fields) errors.push_back({field, "taken", "Somebody has this " + field + " already"});
    return core::Error{taken}.with_fields(std::move(errors));
}

}  // namespace instante::authentication
