#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"

namespace instante::crypto {

/// The half of an Ed25519 key (RFC 8032) that everybody may know.
struct PublicKey {
    std::string kid;
    std::string x;  ///< 32 raw bytes

    /// Whether `signature` (64 raw bytes) is this key's over `message`.
    [[nodiscard]] bool verifies(std::string_view message, std::string_view signature) const;

    friend bool operator==(const PublicKey&, const PublicKey&) = default;
};

/// A JSON Web Key's thumbprint (RFC 7638, RFC 8037 §2), base64url: the `kid` of our keys, so that a key names itself.
std::string thumbprint(std::string_view x);

/// The other half. Copies share the secret, which is wiped with the last of them.
class SigningKey {
public:
    static SigningKey generate(core::Timestamp created_at);
    /// From 32 raw bytes. Errors: `malformed`.
    static Result<SigningKey> from_seed(std::string_view seed, core::Timestamp created_at);
    /// From an unencrypted PKCS #8 PEM (`openssl genpkey -algorithm ed25519`). Errors: `malformed`.
    static Result<SigningKey> from_pem(std::string_view pem, core::Timestamp created_at);

    [[nodiscard]] const std::string& kid() const { return public_key_.kid; }
    [[nodiscard]] const PublicKey& public_key() const { return public_key_; }
    [[nodiscard]] core::Timestamp created_at() const { return created_at_; }
    [[nodiscard]] std::string seed() const;
    [[nodiscard]] std::string to_pem() const;

    /// 64 raw bytes over `message`.
    [[nodiscard]] std::string signature(std::string_view message) const;
    /// `payload` (JSON) as a signed compact token: header `{"alg":"EdDSA","typ":"JWT","kid":…}` (RFC 7515 §7.1).
    [[nodiscard]] std::string sign(std::string_view payload) const;

private:
    struct Secret;
    SigningKey(std::string_view seed, core::Timestamp created_at);

    std::shared_ptr<const Secret> secret_;
    PublicKey public_key_;
    core::Timestamp created_at_;
};

/// Keys as a JSON Web Key Set (RFC 7517 §5, RFC 8037 §2).
std::string render_jwks(const std::vector<PublicKey>& keys);
/// The Ed25519 keys of a set; keys of other kinds are passed over. Errors: `malformed` also when none is left, or above 64 KiB or
/// 64 keys.
Result<std::vector<PublicKey>> parse_jwks(std::string_view json);

/// The public keys that are in force, by `kid`. Safe from any thread.
class KeySet {
public:
    KeySet() = default;
    explicit KeySet(std::vector<PublicKey> keys);

    /// Puts other keys in force.
    void replace(std::vector<PublicKey> keys);
    [[nodiscard]] std::vector<PublicKey> keys() const;
    [[nodiscard]] std::optional<PublicKey> find(std::string_view kid) const;
    /// Has `ask` called (from any thread; it must not block) whenever a key is looked for that is not there: others may have made
    /// a new one.
    void on_unknown(std::function<void()> ask);
    /// Rises with each `replace` that changes something: what was verified under an older generation is to be verified anew.
    [[nodiscard]] std::uint64_t generation() const { return generation_.load(std::memory_order_acquire); }

private:
    mutable std::mutex mutex_;
    std::vector<PublicKey> keys_;
    std::function<void()> ask_;
    std::atomic<std::uint64_t> generation_{0};
};

}  // namespace instante::crypto
