#include "crypto/hash.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/encoding.hpp"
#include "crypto/random.hpp"

namespace instante::crypto {
namespace {

constexpr std::string_view of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";  // FIPS 180-4, B.1
constexpr std::string_view of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

TEST(Hash, Sha256IsThatOfTheStandard) {
    EXPECT_EQ(core::hex_encode(sha256("abc")), of_abc);
    EXPECT_EQ(core::hex_encode(sha256("")), of_nothing);
}

TEST(Hash, PiecesHashAsTheWhole) {
    Sha256 hash;
    hash.update("a").update("").update("bc");
    EXPECT_EQ(core::hex_encode(hash.finish()), of_abc);
}

TEST(Hash, AFinishedHashBeginsAnew) {
    Sha256 hash;
    hash.update("something else");
    EXPECT_NE(core::hex_encode(hash.finish()), of_abc);
    EXPECT_EQ(core::hex_encode(hash.update("abc").finish()), of_abc);
    EXPECT_EQ(core::hex_encode(hash.finish()), of_nothing);
}

TEST(Hash, HmacIsThatOfRfc4231) {
    EXPECT_EQ(core::hex_encode(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(core::hex_encode(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hash, SecretsAreEqualOnlyInEveryByte) {
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time("secret", "secret"));
    EXPECT_FALSE(equal_in_constant_time("secret", "secreT"));
    EXPECT_FALSE(equal_in_constant_time("Secret", "secret"));
    EXPECT_FALSE(equal_in_constant_time("secret", "secrets"));
}

TEST(Random, TokensAreLongUrlSafeAndNeverTheSame) {
    std::set<std::string> tokens;
    for (int i = 0; i < 100; ++i) {
        auto token = random_token();
        EXPECT_EQ(core::base64url_decode(token).value_or("").size(), 32u);
        tokens.insert(std::move(token));
    }
    EXPECT_EQ(tokens.size(), 100u);
}

TEST(Random, BytesAreAsManyAsAskedFor) {
    EXPECT_EQ(random_bytes(0), "");
    const auto bytes = random_bytes(4096);
    ASSERT_EQ(bytes.size(), 4096u);
    EXPECT_GT(std::set<char>(bytes.begin(), bytes.end()).size(), 200u);  // of 256: fewer has a chance below 10^-100
}

}  // namespace
}  // namespace instante::crypto
