#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "authentication/domain/announcements.hpp"
#include "authentication/domain/device.hpp"
#include "authentication/domain/session.hpp"
#include "authentication/domain/user.hpp"
#include "core/error.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// A session with its first refresh token and, where one was told, its device.
struct NewSession {
    Session session;
    std::string token_digest;
    std::optional<Device> device;
    std::string proven_hash = {};  ///< of the password that was shown for it; empty: none was
};

/// A registration's `Idempotency-Key` and body, both as digests: neither is kept.
struct RequestKey {
    std::string key;
    std::string body;
};

/// What an earlier registration under the same key made.
struct Registered {
    UserId user;
    std::string body;
};

/// Registrations are remembered so long by their key.
inline constexpr std::chrono::milliseconds request_key_lifetime{std::chrono::hours{24}};

struct NewAccount {
    User user;
    NewSession session;
    std::optional<RequestKey> key;
    std::optional<ImageId> pending_picture;  ///< being rendered: set when it comes, or now if it came already
    std::vector<MailOrder> mails = {};
    core::Trace trace;
};

struct AddedAccount {
    User user;                         ///< as stored
    std::optional<Registered> before;  ///< the key is known: nothing was added
};

struct UserChange {
    enum class End : std::uint8_t { none, others, all };
    User user;  ///< whole, `version` raised by one; its counts are ignored
    End sessions = End::none;
    SessionId keep;  ///< for `others`
    std::optional<ImageId> pending_picture;
    bool replaces_picture = false;        ///< pictures still being rendered for the user are no longer wanted
    std::vector<std::string> media_keys;  ///< left without an owner
    std::vector<MailOrder> mails = {};
    core::Timestamp at{};
    core::Trace trace;
};

struct ChangedUser {
    User user;
    std::vector<SessionEnded> ended;
};

/// Where people are written. Each call is one transaction with the announcements it causes; safe from any coroutine of the
/// service.
class AccountStore {
public:
    virtual ~AccountStore() = default;
    /// Adds a person with a first session, and announces them. A key that is known adds nothing and tells what it made; that
    /// comes before all else. Errors: `taken` with the fields (`username`, `email`); `unavailable`.
    virtual Task<Result<AddedAccount>> add(NewAccount account) = 0;
    /// What a registration under `key` made since `since`.
    virtual Task<Result<std::optional<Registered>>> registered(std::string key, core::Timestamp since) = 0;
    /// Replaces what is kept of a user, ends sessions, and announces both. An empty username or e-mail sets it free. Errors:
    /// `taken` with the fields; `changed_meanwhile` if the version before is not the one stored; `not_found`; `unavailable`.
    virtual Task<Result<ChangedUser>> change(UserChange change) = 0;
    /// Replaces a password's hash by another of the same password; nothing happens if it is no longer `from`.
    virtual Task<Result<void>> rehash(UserId user, std::string from, std::string to) = 0;
    /// Forgets keys of registrations older than `before`, at most `limit`; how many.
    virtual Task<Result<std::size_t>> forget_keys(core::Timestamp before, std::size_t limit) = 0;
};

}  // namespace instante::authentication
