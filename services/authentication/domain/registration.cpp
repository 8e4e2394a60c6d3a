#include "authentication/domain/registration.hpp"

#include "core/text.hpp"

namespace instante::authentication {

namespace {

void trim(std::string& text) {
    text = std::string{core::trim(text)};
}
void trim_lower(std::string& text) {
    text = core::to_lower_ascii(core::trim(text));
}

}  // namespace

Registration normalised(Registration registration) {
    if (registration.username) trim_lower(*registration.username);
    trim(registration.name);
    trim_lower(registration.email);
    return registration;
}

UserEdit normalised(UserEdit edit) {
    if (edit.username) trim_lower(*edit.username);
    if (edit.name) trim(*edit.name);
    if (edit.bio) trim(*edit.bio);
    if (edit.email) trim_lower(*edit.email);
    return edit;
}

FieldErrors check(const Registration& registration) {
    FieldErrors errors;
    if (registration.username) check_username(*registration.username, errors);
    check_name(registration.name, errors);
    check_email(registration.email, errors);
    check_password(registration.password, errors);
    if (registration.device) check_device(*registration.device, "notification_token", errors);
    return errors;
}

FieldErrors check(const UserEdit& edit) {
    FieldErrors errors;
    if (edit.username) check_username(*edit.username, errors);
    if (edit.name) check_name(*edit.name, errors);
    if (edit.bio) check_bio(*edit.bio, errors);
    if (edit.email) check_email(*edit.email, errors);
    if (edit.password) check_password(*edit.password, errors);
    if ((edit.password || edit.email) && !edit.current_password)
        errors.push_back({"current_password", "missing", "A new password or e-mail address needs the password"});
    if (edit.device) check_device(*edit.device, "notification_token", errors);
    return errors;
}

}  // namespace instante::authentication
