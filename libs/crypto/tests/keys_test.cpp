#include "crypto/keys.hpp"

#include <gtest/gtest.h>

#include "core/encoding.hpp"
#include "json/reader.hpp"

namespace instante::crypto {
namespace {

// RFC 8037 Appendix A: one key, its name and a signature.
constexpr std::string_view rfc_d = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
constexpr std::string_view rfc_x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
constexpr std::string_view rfc_kid = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
constexpr std::string_view rfc_signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
constexpr std::string_view rfc_signature =
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

constexpr core::Timestamp today{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};

SigningKey rfc_key() {
    return SigningKey::from_seed(core::base64url_decode(rfc_d).value(), today).value();
}

TEST(SigningKey, IsThatOfRfc8037AppendixA) {
    const auto key = rfc_key();
    EXPECT_EQ(core::base64url_encode(key.public_key().x), rfc_x);
    EXPECT_EQ(key.kid(), rfc_kid);
    EXPECT_EQ(core::base64url_encode(key.signature(rfc_signed)), rfc_signature);
    EXPECT_EQ(key.created_at(), today);
}

TEST(PublicKey, TakesTheSignatureOfRfc8037AppendixAAndNoOther) {
    const auto key = rfc_key().public_key();
    const auto signature = core::base64url_decode(rfc_signature).value();
    EXPECT_TRUE(key.verifies(rfc_signed, signature));
    EXPECT_FALSE(key.verifies(std::string{rfc_signed} + "x", signature));
    EXPECT_FALSE(key.verifies(rfc_signed, signature.substr(1)));
    EXPECT_FALSE(key.verifies(rfc_signed, ""));
    EXPECT_FALSE(SigningKey::generate(today).public_key().verifies(rfc_signed, signature));
    EXPECT_FALSE((PublicKey{"short", "x"}.verifies(rfc_signed, signature)));
}

TEST(SigningKey, ComesBackFromItsSeedAndFromItsPem) {
    const auto key = SigningKey::generate(today);
    EXPECT_EQ(SigningKey::from_seed(key.seed(), today)->public_key(), key.public_key());
    const auto pem = key.to_pem();
    EXPECT_TRUE(pem.starts_with("-----BEGIN PRIVATE KEY-----\n")) << "PKCS #8";
    EXPECT_EQ(SigningKey::from_pem(pem, today)->public_key(), key.public_key());
}

TEST(SigningKey, ReadsThePemOfRfc8410) {
    // §10.3; its public key is in §10.1.
    const auto key = SigningKey::from_pem(
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE "
        "KEY-----\n",
        today);
    ASSERT_TRUE(key);
    EXPECT_EQ(core::hex_encode(key->public_key().x), "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1");
}

TEST(SigningKey, RefusesWhatIsNoKey) {
    for (std::string bad : {"", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"}) {
        EXPECT_EQ(SigningKey::from_pem(bad, today).error().code(), core::malformed) << bad;
    }
    EXPECT_EQ(SigningKey::from_seed(std::string(31, 'x'), today).error().code(), core::malformed);
    EXPECT_EQ(SigningKey::from_seed(std::string(33, 'x'), today).error().code(), core::malformed);
}

TEST(SigningKey, TwoAreNeverTheSame) {
    EXPECT_NE(SigningKey::generate(today).kid(), SigningKey::generate(today).kid());
}

TEST(Jwks, WhatIsRenderedIsReadAgain) {
    const std::vector keys{SigningKey::generate(today).public_key(), rfc_key().public_key()};
    EXPECT_EQ(parse_jwks(render_jwks(keys)).value(), keys);
}

TEST(Jwks, HasTheMembersThatRfc8037Names) {
    auto document = json::Document::parse(render_jwks({rfc_key().public_key()})).value();
    auto entry = document.root().objects("keys").at(0);
    EXPECT_EQ(entry.string("kty"), "OKP");
    EXPECT_EQ(entry.string("crv"), "Ed25519");
    EXPECT_EQ(entry.string("x"), rfc_x);
    EXPECT_EQ(entry.string("kid"), rfc_kid);
    EXPECT_EQ(entry.string("use"), "sig");
    EXPECT_EQ(entry.string("alg"), "EdDSA");
    EXPECT_FALSE(entry.has("d")) << "the secret half";
}

std::string entry(std::string_view more) {
    return R"({"kty":"OKP","crv":"Ed25519","kid":"one","x":")" + std::string{rfc_x} + "\"" + std::string{more} + "}";
}

TEST(Jwks, PassesOverKeysOfOtherKinds) {
    const auto mixed = R"({"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"},{"kty":1},{},)" + entry("") + "]}";
    const auto keys = parse_jwks(mixed);
    ASSERT_TRUE(keys);
    ASSERT_EQ(keys->size(), 1u);
    EXPECT_EQ(keys->front().kid, "one");
}

TEST(Jwks, RefusesASetWithoutAKeyForUs) {
    const std::string cases[] = {"",
                                 "[]",
                                 "{}",
                                 R"({"keys":{}})",
                                 R"({"keys":[]})",
                                 R"({"keys":[7]})",
                                 R"({"keys":[)" + entry(R"(,"use":"enc")") + "]}",
                                 R"({"keys":[)" + entry(R"(,"alg":"ES256")") + "]}",
                                 R"({"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})",
                                 R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"short","x":"11qYAYKx"}]})",
                                 R"({"keys":[)" + entry("") + "," + entry("") + "]}",
                                 std::string(70'000, ' ') + R"({"keys":[)" + entry("") + "]}"};
    for (const auto& text : cases) {
        const auto keys = parse_jwks(text);
        ASSERT_FALSE(keys) << text;
        EXPECT_EQ(keys.error().code(), core::malformed) << text;
    }
}

TEST(KeySet, FindsAKeyByItsNameUntilOthersAreInForce) {
    const auto first = SigningKey::generate(today).public_key();
    const auto second = SigningKey::generate(today).public_key();
    KeySet set{{first}};
    const auto generation = set.generation();
    EXPECT_EQ(set.find(first.kid), first);
    EXPECT_EQ(set.find(second.kid), std::nullopt);

    set.replace({first});
    EXPECT_EQ(set.generation(), generation) << "nothing changed";
    set.replace({second});
    EXPECT_GT(set.generation(), generation);
    EXPECT_EQ(set.find(first.kid), std::nullopt);
    EXPECT_EQ(set.keys(), std::vector{second});
}

}  // namespace
}  // namespace instante::crypto
