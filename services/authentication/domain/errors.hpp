#pragma once

#include <string_view>

#include "core/error.hpp"

namespace instante::authentication {

inline constexpr core::Code taken{core::Kind::conflict, "taken", "Somebody has this already"};
inline constexpr core::Code idempotency_key_reused{core::Kind::invalid, "idempotency-key-reused",
                                                   "This Idempotency-Key was used with another content"};
inline constexpr core::Code bad_credentials{core::Kind::unauthenticated, "authentication/bad-credentials",
                                            "E-mail, username or password is wrong"};
inline constexpr core::Code bad_refresh_token{core::Kind::unauthenticated, "authentication/bad-refresh-token",
                                              "This session has ended; sign in again"};
inline constexpr core::Code wrong_password{core::Kind::forbidden, "authentication/wrong-password", "The password is wrong"};
inline constexpr core::Code registration_closed{core::Kind::forbidden, "authentication/registration-closed",
                                                "Nobody can register here at present"};
inline constexpr core::Code cannot_follow_yourself{core::Kind::invalid, "authentication/cannot-follow-yourself",
                                                   "Nobody follows themselves"};
inline constexpr core::Code too_many_followed{core::Kind::invalid, "authentication/too-many-followed",
                                              "Nobody follows more than 7,500 people"};
inline constexpr core::Code bad_picture{core::Kind::invalid, "authentication/bad-picture", "This picture cannot be used"};
inline constexpr core::Code not_a_picture{core::Kind::unsupported, "authentication/not-a-picture",
                                          "This is not a picture we know"};
inline constexpr core::Code picture_too_large{core::Kind::too_large, "authentication/picture-too-large",
                                              "This picture is too large"};
/// A link of a mail that is unknown here: used, too old, or replaced.
inline constexpr core::Code link_spent{core::Kind::gone, "authentication/link-spent",
                                       "This link was used already, or is too old"};
/// Somebody changed the same user at the same time: read again, and repeat.
inline constexpr core::Code changed_meanwhile{core::Kind::conflict, "authentication/changed-meanwhile",
                                              "This was changed at the same time; try again"};

/// The mail server will never take this mail, such as to an address that is none there.
inline constexpr core::Code mail_refused{core::Kind::gone, "authentication/mail-refused", "This mail cannot be delivered"};
/// Told to the operator at start, never to a client.
inline constexpr core::Code bad_mail_server{core::Kind::invalid, "authentication/bad-mail-server",
                                            "The mail server cannot be used"};

/// What a failed rendering means to whoever sent the picture, by the slug that the renderer gave.
core::Code picture_error(std::string_view slug);

}  // namespace instante::authentication
