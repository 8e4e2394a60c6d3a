#include "crypto/rs256.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>

#include "core/encoding.hpp"
#include "crypto/pem.hpp"
#include "crypto/text_bytes.hpp"

namespace instante::crypto {
namespace {

/// Nothing when OpenSSL will not.
std::string sign(EVP_PKEY* key, std::string_view message) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    std::size_t size = 0;
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1) return {};
    if (EVP_DigestSign(context.get(), nullptr, &size, bytes_of(message), message.size()) != 1) return {};
    std::string signature(size, '\0');
    if (EVP_DigestSign(context.get(), bytes_of(signature), &size, bytes_of(message), message.size()) != 1) return {};
    signature.resize(size);
    return signature;
}

}  // namespace

Result<std::string> sign_rs256(std::string_view pem, std::string_view header_json, std::string_view payload_json) {
    const auto key = private_key_from_pem(pem);
    if (!key || EVP_PKEY_is_a(key.get(), "RSA") != 1) return core::Error{core::malformed, "not an unencrypted RSA private key"};
    if (EVP_PKEY_get_bits(key.get()) < 2048) return core::Error{core::malformed, "an RSA key of less than 2048 bits"};

    auto token = core::base64url_encode(header_json) + "." + core::base64url_encode(payload_json);
    const auto signature = sign(key.get(), token);
    ERR_clear_error();
    if (signature.empty()) return core::Error{core::internal, "RSA would not sign"};
    return std::move(token) + "." + core::base64url_encode(signature);
}

}  // namespace instante::crypto
