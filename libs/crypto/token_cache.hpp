#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/claims.hpp"
#include "crypto/hash.hpp"

namespace instante::crypto {

/// Tokens that passed, with their claims: sets of four places each, chosen by a keyed hash of the whole token. In a full set the
/// token that expires first makes room. Safe from any thread.
class TokenCache {
public:
    /// At most `entries`, rounded up to whole sets.
    explicit TokenCache(std::size_t entries);

    /// The claims of `token` if it passed under this generation of keys; their `exp` is the caller's to check.
    [[nodiscard]] std::shared_ptr<const Claims> find(std::string_view token, std::uint64_t generation) const;
    void keep(std::string_view token, std::uint64_t generation, std::shared_ptr<const Claims> claims);

private:
    struct Entry {
        std::string token;
        std::uint64_t generation = 0;
        std::shared_ptr<const Claims> claims;
    };
    struct Set {
        mutable std::mutex mutex;
        std::array<Entry, 4> entries;
    };
    static bool goes_before(const Entry& left, const Entry& right, std::uint64_t generation);
    [[nodiscard]] std::size_t set_of(std::string_view token) const;

    KeyedHash hash_;  ///< nobody can aim a token at the set of another
    std::vector<Set> sets_;
};

}  // namespace instante::crypto
