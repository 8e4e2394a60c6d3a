#pragma once

#include <cstdint>
#include <string>

#include "authentication/domain/user.hpp"
#include "authentication/ports/account_store.hpp"
#include "core/time.hpp"

/// People, pictures and sessions for tests.
namespace instante::authentication::testing {

inline constexpr core::Timestamp noon = core::id_epoch + std::chrono::days{700} + std::chrono::hours{12};

User a_user(std::uint64_t id, const std::string& username);
Image an_image(std::uint64_t id);
/// Session `id` of `user`, whose refresh token has the digest `digest`.
NewSession a_session(std::uint64_t id, UserId user, const std::string& digest, core::Timestamp at = noon);
/// An account whose session has the id `id` + 1'000'000 and the token `username`.
NewAccount an_account(std::uint64_t id, const std::string& username);
Device fcm(const std::string& token);

}  // namespace instante::authentication::testing
