#include "authentication/inbound/http/form.hpp"

#include <array>
#include <utility>

#include "authentication/domain/errors.hpp"
#include "authentication/domain/language.hpp"
#include "authentication/inbound/http/digested_body.hpp"
#include "core/text.hpp"
#include "http/multipart.hpp"
#include "http/query.hpp"

namespace instante::authentication {

namespace {

/// Fields that are texts, with older names behind a bar.
constexpr std::array<std::string_view, 7> text_fields{
    "username", "name", "bio", "email", "password", "current_password", "notification_token|token-notification"};
/// No text of ours is longer; the rules tell what is too long within it.
constexpr std::size_t text_limit = 8192;

std::string_view newest_name(std::string_view names) {
    return names.substr(0, names.find('|'));
}

/// The field of today that `name` stands for; empty when there is none.
std::string_view field_named(std::string_view name) {
    if (name == "token-notification") return "notification_token";
    for (const auto names : text_fields)
        if (newest_name(names) == name) return name;
    return {};
}

Task<Result<Form>> read_json_form(http::Request request) {
    auto document = co_await http::read_json(request);
    if (!document) co_return document.error();
    auto root = document->root();
    Form form;
    for (const auto names : text_fields)
        if (auto text = root.optional_string(names)) form.texts.emplace(newest_name(names), std::move(*text));
    form.removes_picture = root.is_null("image");
    auto sound = document->outcome();
    if (!sound) form.errors = sound.error().fields();
    co_return form;
}

/// Reads a multipart form part by part.
class FormParts {
public:
    FormParts(std::unique_ptr<http::Multipart> parts, std::shared_ptr<http::Body> body, PictureIntake& intake)
        : parts_(std::move(parts)), body_(std::move(body)), intake_(intake) {}

    Task<Result<Form>> read() {
        while (true) {
            auto header = co_await parts_->next();
            if (!header) co_return header.error();
            if (!*header) break;
            auto part = co_await read_part(std::move(**header));
            if (!part) co_return part.error();
        }
        while (true) {  // what stands behind the last part belongs to the digest too
            auto rest = co_await body_->read();
            if (!rest) co_return rest.error();
            if (rest->empty()) co_return std::move(form_);
        }
    }

private:
    Task<Result<void>> read_part(http::PartHeader header) {
        if (header.name == "image") co_return co_await read_picture(!header.filename.value_or("").empty());
        const auto field = field_named(header.name);
        if (field.empty()) co_return boost::system::in_place_value;  // `next` skips it
        auto text = co_await parts_->read_text(text_limit);
        if (!text) co_return text.error();
        form_.texts.insert_or_assign(std::string{field}, std::move(*text));
        co_return boost::system::in_place_value;
    }

    Task<Result<void>> read_picture(bool chosen) {
        if (!form_.place) form_.place = intake_.take();
        if (!form_.place) co_return core::Error{core::overloaded, "too many pictures in hand"};
        std::string picture;
        while (true) {
            auto piece = co_await parts_->read();
            if (!piece) co_return piece.error();
            if (piece->empty()) break;
            if (picture.size() + piece->size() > intake_.limit().count) co_return core::Error{picture_too_large};
            picture += *piece;
        }
        // A form sends an empty file without a name where none was chosen.
        if (chosen || !picture.empty()) form_.picture = std::move(picture);
        co_return boost::system::in_place_value;
    }

    std::unique_ptr<http::Multipart> parts_;
    std::shared_ptr<http::Body> body_;
    PictureIntake& intake_;
    Form form_;
};

Task<Result<Form>> read_multipart_form(http::Request request, PictureIntake& intake) {
    auto parts = http::Multipart::open(request);
    if (!parts) co_return parts.error();
    FormParts form{std::move(*parts), request.body, intake};
    co_return co_await form.read();
}

bool is_multipart(const http::Request& request) {
    const auto type = request.headers.find("Content-Type");
    return type && core::to_lower_ascii(core::trim(*type)).starts_with("multipart/");
}

std::optional<Device> fcm_device(Form& form) {
    auto token = form.take("notification_token");
    if (!token || token->empty()) return std::nullopt;
    return Device{DeviceKind::fcm, std::move(*token), {}, {}};
}

/// Every error at once: those of the reading, and the rules' of fields that could be read.
core::Error all_errors(FieldErrors errors, const FieldErrors& by_rules) {
    const auto read = errors;
    for (const auto& each : by_rules) {
        bool told = false;
        for (const auto& one : read) told |= one.field == each.field;
        if (!told) errors.push_back(each);
    }
    return core::Error{core::invalid_fields}.with_fields(std::move(errors));
}

}  // namespace

std::optional<std::string> Form::take(std::string_view field) {
    const auto found = texts.find(field);
    if (found == texts.end()) return std::nullopt;
    return std::move(found->second);
}

Task<Result<Form>> read_form(http::Request request, PictureIntake& intake) {
    auto body = std::make_shared<DigestedBody>(request.body);
    request.body = body;
    Result<Form> form = Form{};
    if (is_multipart(request)) {
        form = co_await read_multipart_form(std::move(request), intake);
    } else {
        form = co_await read_json_form(std::move(request));
    }
    if (form) form->digest = body->digest();
    co_return form;
}

Result<Registration> to_registration(Form form, const http::Headers& headers, core::Trace trace) {
    Registration registration;
    registration.username = form.take("username");
    if (registration.username && core::trim(*registration.username).empty()) registration.username.reset();
    registration.name = form.take("name").value_or("");
    registration.email = form.take("email").value_or("");
    registration.password = form.take("password").value_or("");
    registration.device = fcm_device(form);
    registration.lang = choose_language(headers.find("Accept-Language").value_or(""));
    registration.picture = std::move(form.picture);
    registration.idempotency_key = headers.find("Idempotency-Key").value_or("");
    registration.body_digest = std::move(form.digest);
    registration.trace = std::move(trace);
    if (!form.errors.empty()) return all_errors(std::move(form.errors), check(normalised(registration)));
    return registration;
}

Result<UserEdit> to_edit(Form form, core::Trace trace) {
    UserEdit edit;
    edit.username = form.take("username");
    edit.name = form.take("name");
    edit.bio = form.take("bio");
    edit.email = form.take("email");
    edit.password = form.take("password");
    edit.current_password = form.take("current_password");
    edit.device = fcm_device(form);
    edit.picture = std::move(form.picture);
    edit.remove_picture = form.removes_picture;
    edit.trace = std::move(trace);
    if (!form.errors.empty()) return all_errors(std::move(form.errors), check(normalised(edit)));
    return edit;
}

}  // namespace instante::authentication
