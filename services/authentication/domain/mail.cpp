#include "authentication/domain/mail.hpp"

#include <cstdlib>
#include <utility>

#include "authentication/domain/user.hpp"

namespace instante::authentication {

std::string_view mail_template(MailKind kind) {
    switch (kind) {
        case MailKind::verification:
            return "verify-email";
        case MailKind::change:
            return "confirm-new-email";
        case MailKind::change_notice:
            return "email-change-notice";
        case MailKind::reset:
            return "reset-password";
    }
    std::abort();
}

bool confirm_address(User& user, const MailToken& token) {
    if (token.kind == MailKind::change) {
        if (user.pending_email != token.address) return false;
        user.email = std::exchange(user.pending_email, {});
    } else if (token.kind != MailKind::verification || user.email != token.address) {
        return false;
    }
    user.email_verified = true;
    ++user.version;
    return true;
}

void renew_password(User& user, std::string hash) {
    user.password_hash = std::move(hash);
    user.email_verified = true;  // only who reads its mail has the link
    ++user.version;
}

}  // namespace instante::authentication
