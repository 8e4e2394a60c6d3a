#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "authentication/domain/ids.hpp"
#include "core/time.hpp"

namespace instante::authentication {

struct User;

/// What we write to people for.
enum class MailKind : std::uint8_t {
    verification = 0,   ///< of the address that somebody registered with
    change = 1,         ///< to a new address, to be confirmed there
    change_notice = 2,  ///< to the address that is in force, while another is asked for
    reset = 3,          ///< of a password that was forgotten
};

/// A mail that is to be written. It holds no secret: its link is made when it is sent.
struct MailOrder {
    MailKind kind = MailKind::verification;
    UserId user;          ///< none for a reset, where only an address is known
    std::string address;  ///< of a reset and of a notice; else it is the user's at the time of sending

    friend bool operator==(const MailOrder&, const MailOrder&) = default;
};

/// What a kind is called in messages and logs.
std::string_view mail_template(MailKind kind);

/// The secret of a mailed link, of which we keep the digest: it serves once.
struct MailToken {
    std::string digest;  ///< base64url of its SHA-256
    MailKind kind = MailKind::verification;
    UserId user;
    std::string address;  ///< where it was sent: what its use proves
    core::Timestamp expires_at{};

    friend bool operator==(const MailToken&, const MailToken&) = default;
};

/// Tokens of one user and kind; one more forgets the oldest.
inline constexpr std::size_t mail_token_limit = 5;

/// How long the link of a mail can be used.
constexpr std::chrono::milliseconds mail_token_lifetime(MailKind kind) {
    using std::chrono::hours;
    if (kind == MailKind::reset) return hours{1};
    return kind == MailKind::change ? hours{24} : hours{48};
}

/// Makes the address that `token` was sent to the user's, verified, and the user's version higher; false where it is not (or no
/// longer) asked for.
bool confirm_address(User& user, const MailToken& token);
/// Gives the user the password that a mailed link was used for.
void renew_password(User& user, std::string hash);

}  // namespace instante::authentication
