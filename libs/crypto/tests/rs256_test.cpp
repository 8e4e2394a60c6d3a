#include "crypto/rs256.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

#include "core/encoding.hpp"
#include "crypto/keys.hpp"

namespace instante::crypto {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Key make_rsa_key(unsigned bits) {
    return {EVP_RSA_gen(bits), &EVP_PKEY_free};
}

std::string pem_of(EVP_PKEY* key) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> sink{BIO_new(BIO_s_mem()), &BIO_free};
    PEM_write_bio_PrivateKey(sink.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    char* text = nullptr;
    const auto size = BIO_get_mem_data(sink.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

bool verifies(EVP_PKEY* key, std::string_view message, std::string_view signature) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    const auto* bytes = reinterpret_cast<const unsigned char*>(signature.data());
    const auto* text = reinterpret_cast<const unsigned char*>(message.data());
    return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
           EVP_DigestVerify(context.get(), bytes, signature.size(), text, message.size()) == 1;
}

TEST(Rs256, SignsWhatTheKeysOwnerCanVerify) {
    const auto key = make_rsa_key(2048);
    const auto token = sign_rs256(pem_of(key.get()), R"({"alg":"RS256","typ":"JWT","kid":"k"})", R"({"iss":"me"})");
    ASSERT_TRUE(token);
    const auto dot = token->rfind('.');
    EXPECT_EQ(token->substr(0, dot), core::base64url_encode(R"({"alg":"RS256","typ":"JWT","kid":"k"})") + "." +
                                         core::base64url_encode(R"({"iss":"me"})"));
    const auto signature = core::base64url_decode(token->substr(dot + 1)).value();
    EXPECT_TRUE(verifies(key.get(), token->substr(0, dot), signature));
    EXPECT_FALSE(verifies(key.get(), token->substr(0, dot - 1), signature));
}

TEST(Rs256, RefusesWhatIsNoStrongRsaKey) {
    const auto weak = make_rsa_key(1024);
    for (const auto& pem : {std::string{}, std::string{"no key"}, SigningKey::generate({}).to_pem(), pem_of(weak.get())}) {
        const auto token = sign_rs256(pem, "{}", "{}");
        ASSERT_FALSE(token);
        EXPECT_EQ(token.error().code(), core::malformed);
    }
}

}  // namespace
}  // namespace instante::crypto
