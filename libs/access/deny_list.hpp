#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <shared_mutex>
#include <unordered_map>

#include "core/time.hpp"

namespace instante::access {

/// People and sessions whose access tokens are refused although they have not expired: signed out, disabled, deleted. An entry
/// goes once no token issued before it can still be valid. Lives in memory, one per process; safe from any thread.
class DenyList {
public:
    /// Entries are kept for `token_lifetime` (a token's life and the clocks' leeway). The clock outlives the list.
    DenyList(const core::Clock& clock, std::chrono::seconds token_lifetime);

    /// Refuses the tokens of `user` that were issued up to `moment`.
    void deny_user(std::uint64_t user, core::Timestamp moment);
    /// Refuses the tokens of `session`, which ended at `moment`.
    void deny_session(std::uint64_t session, core::Timestamp moment);
    [[nodiscard]] bool denies(std::uint64_t user, std::uint64_t session, core::Timestamp issued) const;
    [[nodiscard]] std::size_t size() const { return size_.load(std::memory_order_acquire); }

private:
    using Entries = std::unordered_map<std::uint64_t, core::Timestamp>;
    void add(Entries& entries, std::uint64_t id, core::Timestamp moment);

    const core::Clock& clock_;
    std::chrono::seconds token_lifetime_;
    mutable std::shared_mutex mutex_;
    Entries users_;
    Entries sessions_;
    core::Timestamp swept_{};
    std::atomic<std::size_t> size_{0};  ///< of both: most of the time nobody is refused, and no lock is taken
};

}  // namespace instante::access
