#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "core/time.hpp"

namespace instante::access {

/// People and sessions whose access tokens are refused although they have not expired: signed out, disabled, deleted. An entry goes once no token
/// issued before it can still be valid. Lives in memory, one per process; safe from any thread.
class DenyList {
public:
    DenyList(const core::Clock& clock, std::chrono::seconds token_lifetime);

    /// Refuses the tokens of `user` that were issued up to `moment`.
    void deny_user(const std::string& user, core::Timestamp moment);
    /// Refuses the tokens of `session`.
    void deny_session(const std::string& session, core::Timestamp moment);
    [[nodiscard]] bool denies(const std::string& user, const std::string& session, core::Timestamp issued) const;
    [[nodiscard]] std::size_t size() const;

private:
    void sweep();

    const core::Clock& clock_;
    std::chrono::seconds token_lifetime_;
    mutable std::shared_mutex mutex_;
    std::unordered_map<std::string, core::Timestamp> users_;
    std::unordered_map<std::string, core::Timestamp> sessions_;
    core::Timestamp swept_{};
};

}  // namespace instante::access
