#include "crypto/keys.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/encoding.hpp"
#include "crypto/ed25519_pem.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"
#include "crypto/text_bytes.hpp"
#include "json/writer.hpp"

namespace instante::crypto {

bool PublicKey::verifies(std::string_view message, std::string_view signature) const {
    if (signature.size() != crypto_sign_BYTES || x.size() != crypto_sign_PUBLICKEYBYTES) return false;
    return crypto_sign_verify_detached(bytes_of(signature), bytes_of(message), message.size(), bytes_of(x)) == 0;
}

std::string thumbprint(std::string_view x) {
    // RFC 7638 §3: the required members only, in lexicographic order, without blanks.
    return core::base64url_encode(sha256(R"({"crv":"Ed25519","kty":"OKP","x":")" + core::base64url_encode(x) + "\"}"));
}

/// libsodium's form of a secret key: the seed, then the public key.
struct SigningKey::Secret {
    Secret() = default;
    ~Secret() { sodium_memzero(bytes.data(), bytes.size()); }
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;

    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> bytes{};
};

SigningKey::SigningKey(std::string_view seed, core::Timestamp created_at) : created_at_(created_at) {
    auto secret = std::make_shared<Secret>();
    std::string x(crypto_sign_PUBLICKEYBYTES, '\0');
    crypto_sign_seed_keypair(bytes_of(x), secret->bytes.data(), bytes_of(seed));
    secret_ = std::move(secret);
    public_key_.kid = thumbprint(x);
    public_key_.x = std::move(x);
}

SigningKey SigningKey::generate(core::Timestamp created_at) {
    auto seed = random_bytes(crypto_sign_SEEDBYTES);
    SigningKey key{seed, created_at};
    sodium_memzero(seed.data(), seed.size());
    return key;
}

Result<SigningKey> SigningKey::from_seed(std::string_view seed, core::Timestamp created_at) {
    if (seed.size() != crypto_sign_SEEDBYTES) return core::Error{core::malformed, "an Ed25519 seed has 32 bytes"};
    return SigningKey{seed, created_at};
}

Result<SigningKey> SigningKey::from_pem(std::string_view pem, core::Timestamp created_at) {
    auto seed = ed25519_seed_from_pem(pem);
    if (!seed) return seed.error();
    auto key = from_seed(*seed, created_at);
    sodium_memzero(seed->data(), seed->size());
    return key;
}

std::string SigningKey::seed() const {
    return {reinterpret_cast<const char*>(secret_->bytes.data()), crypto_sign_SEEDBYTES};
}

std::string SigningKey::to_pem() const {
    auto secret = seed();
    auto pem = ed25519_seed_to_pem(secret);
    sodium_memzero(secret.data(), secret.size());
    return pem;
}

std::string SigningKey::signature(std::string_view message) const {
    std::string signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(bytes_of(signature), nullptr, bytes_of(message), message.size(), secret_->bytes.data());
    return signature;
}

std::string SigningKey::sign(std::string_view payload) const {
    std::string header;
    json::Writer out{header};
    out.object().field("alg", "EdDSA").field("typ", "JWT").field("kid", kid()).end_object();
    auto token = core::base64url_encode(header) + "." + core::base64url_encode(payload);
    auto over_both = core::base64url_encode(signature(token));
    return std::move(token) + "." + over_both;
}

KeySet::KeySet(std::vector<PublicKey> keys) : keys_(std::move(keys)) {}

void KeySet::replace(std::vector<PublicKey> keys) {
    const std::lock_guard lock{mutex_};
    if (keys == keys_) return;
    keys_ = std::move(keys);
    generation_.fetch_add(1, std::memory_order_release);
}

std::vector<PublicKey> KeySet::keys() const {
    const std::lock_guard lock{mutex_};
    return keys_;
}

std::optional<PublicKey> KeySet::find(std::string_view kid) const {
    const std::lock_guard lock{mutex_};
    const auto found = std::find_if(keys_.begin(), keys_.end(), [kid](const PublicKey& key) { return key.kid == kid; });
    if (found != keys_.end()) return *found;
    if (ask_) ask_();
    return std::nullopt;
}

void KeySet::on_unknown(std::function<void()> ask) {
    const std::lock_guard lock{mutex_};
    ask_ = std::move(ask);
}

}  // namespace instante::crypto
