#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "authentication/domain/ids.hpp"
#include "core/time.hpp"

namespace instante::authentication {

inline constexpr std::chrono::seconds access_token_lifetime{std::chrono::minutes{15}};
/// What a verifier forgives between its clock and ours; refused sessions are told that much longer.
inline constexpr std::chrono::seconds clock_leeway{30};
/// A session ends when its refresh token was not used this long.
inline constexpr std::chrono::milliseconds session_idle_limit{std::chrono::days{90}};
/// How long the token before may ask again when its answer was lost.
inline constexpr std::chrono::milliseconds refresh_grace{std::chrono::seconds{10}};
/// Sessions of one user; one more ends the one that was idle longest.
inline constexpr std::size_t session_limit = 100;
/// Refresh tokens of one session that are remembered, to know their reuse.
inline constexpr std::int64_t remembered_tokens = 1000;

/// A sign-in on one device: a family of refresh tokens, each used once for the next.
struct Session {
    SessionId id;
    UserId user;
    core::Timestamp created_at{};
    core::Timestamp used_at{};
    std::int64_t newest = 1;  ///< number of the newest refresh token
    std::int64_t used = 0;    ///< number of the newest one that was used; 0: none

    friend bool operator==(const Session&, const Session&) = default;
};

/// One refresh token: we keep its digest only.
struct RefreshToken {
    std::string digest;  ///< base64url of its SHA-256
    SessionId session;
    std::int64_t number = 1;
    std::optional<core::Timestamp> used_at;

    friend bool operator==(const RefreshToken&, const RefreshToken&) = default;
};

enum class RefreshVerdict : std::uint8_t {
    rotate,   ///< a new token takes its place
    repeat,   ///< its answer was lost: another new token takes the place of the lost one
    reused,   ///< two hold tokens of this family, one of them a thief: the session ends
    expired,  ///< the session was idle too long: it ends
};

/// What becomes of a session when `token`, one of its family, is used `now`. A token serves once. The one used last may ask again
/// within `refresh_grace` as long as none that came after it was used; the lost one then counts as stolen.
RefreshVerdict judge_refresh(const Session& session, const RefreshToken& token, core::Timestamp now);

}  // namespace instante::authentication
