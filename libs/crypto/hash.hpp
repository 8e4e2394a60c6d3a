#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace instante::crypto {

/// SHA-256 (FIPS 180-4) of `bytes`: 32 raw bytes.
std::string sha256(std::string_view bytes);

/// SHA-256 of what comes in pieces.
class Sha256 {
public:
    Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    ~Sha256();

    Sha256& update(std::string_view bytes);
    /// 32 raw bytes of all that was given since the start or the last `finish`; then begins anew.
    [[nodiscard]] std::string finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// HMAC-SHA-256 (RFC 2104): 32 raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view message);

/// SipHash-2-4 under a key of its own, made at random: for tables whose keys strangers choose, so that nobody can aim at a place.
class KeyedHash {
public:
    KeyedHash();
    [[nodiscard]] std::uint64_t operator()(std::string_view bytes) const;

private:
    std::string key_;
};

/// Whether two secrets are equal, in a time that tells nothing but their lengths.
[[nodiscard]] bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace instante::crypto
