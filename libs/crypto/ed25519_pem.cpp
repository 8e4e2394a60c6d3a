#include "crypto/ed25519_pem.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <new>

#include "crypto/pem.hpp"
#include "crypto/text_bytes.hpp"

namespace instante::crypto {

Result<std::string> ed25519_seed_from_pem(std::string_view pem) {
    const auto key = private_key_from_pem(pem);
    if (!key || EVP_PKEY_is_a(key.get(), "ED25519") != 1)
        return core::Error{core::malformed, "not an unencrypted Ed25519 private key"};
    std::string seed(32, '\0');
    std::size_t size = seed.size();
    if (EVP_PKEY_get_raw_private_key(key.get(), bytes_of(seed), &size) != 1)
        return core::Error{core::malformed, "an Ed25519 key without its seed"};
    return seed;
}

std::string ed25519_seed_to_pem(std::string_view seed) {
    const Pkey key{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes_of(seed), seed.size())};
    const std::unique_ptr<BIO, decltype(&BIO_free)> sink{BIO_new(BIO_s_secmem()), &BIO_free};
    if (!key || !sink || PEM_write_bio_PrivateKey(sink.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        throw std::bad_alloc{};
    char* text = nullptr;
    const auto size = BIO_get_mem_data(sink.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

}  // namespace instante::crypto
