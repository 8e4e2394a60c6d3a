#include "crypto/jwt.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "core/encoding.hpp"
#include "crypto/hash.hpp"

namespace instante::crypto {
namespace {

using namespace std::chrono_literals;

constexpr core::Timestamp start{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};
const auto issued_at = std::chrono::floor<std::chrono::seconds>(start);

Claims ana() {
    return {.iss = "https://instante.example",
            .aud = "instante",
            .sub = "123456789012345678",
            .sid = "s1",
            .username = "ana",
            .name = "Ana \"Ñ\" Pérez",
            .image = "u/1/2-0011223344556677",
            .lang = "es",
            .version = 3,
            .iat = issued_at,
            .exp = issued_at + 15min};
}

class JwtTest : public testing::Test {
protected:
    /// A token of our key around any header and payload.
    std::string forge(std::string_view header, std::string_view payload) const {
        auto token = core::base64url_encode(header) + "." + core::base64url_encode(payload);
        auto signature = core::base64url_encode(key.signature(token));
        return token + "." + signature;
    }
    std::string header(std::string_view algorithm, std::string_view more = "") const {
        return R"({"alg":")" + std::string{algorithm} + R"(","kid":")" + key.kid() + "\"" + std::string{more} + "}";
    }
    void expect_refused(const std::string& token, std::string_view why, std::string_view detail = token_invalid) const {
        const auto outcome = verifier.verify(token);
        ASSERT_FALSE(outcome) << why;
        EXPECT_EQ(outcome.error().code(), core::unauthenticated) << why;
        EXPECT_EQ(outcome.error().detail(), detail) << why;
    }

    SigningKey key = SigningKey::generate(start);
    KeySet keys{{SigningKey::generate(start).public_key(), key.public_key()}};
    core::FixedClock clock{start};
    Verifier verifier{keys, clock, {.issuer = "https://instante.example", .audience = "instante"}};
};

TEST_F(JwtTest, OurTokenCarriesItsClaims) {
    const auto claims = verifier.verify(issue(key, ana()));
    ASSERT_TRUE(claims) << claims.error().note();
    EXPECT_EQ(**claims, ana());
}

TEST_F(JwtTest, AUserWithoutAPictureHasAnEmptyKey) {
    auto without = ana();
    without.image.clear();
    EXPECT_EQ(*verifier.verify(issue(key, without)).value(), without);
}

TEST_F(JwtTest, TheForgeOfTheseTestsMakesGoodTokens) {
    EXPECT_TRUE(verifier.verify(forge(header("EdDSA"), render_claims(ana()))));
}

TEST_F(JwtTest, NoAlgorithmButEdDsaIsTaken) {
    for (auto algorithm : {"none", "None", "NONE", "", "eddsa", "EdDSA ", "Ed25519", "HS256", "ES256", "RS256"}) {
        expect_refused(forge(header(algorithm), render_claims(ana())), algorithm);
    }
    const auto unsigned_text = core::base64url_encode(header("none")) + "." + core::base64url_encode(render_claims(ana()));
    expect_refused(unsigned_text + ".", "alg none, no signature");
    expect_refused(unsigned_text, "alg none, two parts");
}

TEST_F(JwtTest, ThePublicKeyIsNoHmacSecret) {
    const auto text = core::base64url_encode(header("HS256")) + "." + core::base64url_encode(render_claims(ana()));
    expect_refused(text + "." + core::base64url_encode(hmac_sha256(key.public_key().x, text)), "HS256 with the public key");
    const auto as_eddsa = core::base64url_encode(header("EdDSA")) + "." + core::base64url_encode(render_claims(ana()));
    expect_refused(as_eddsa + "." + core::base64url_encode(hmac_sha256(key.public_key().x, as_eddsa)), "an HMAC called EdDSA");
}

TEST_F(JwtTest, AHeaderMustSayWhatWeNeedAndNoMore) {
    const auto payload = render_claims(ana());
    const std::string kid = "\"kid\":\"" + key.kid() + "\"";
    const std::string headers[] = {
        "",
        "x",
        "[]",
        "null",
        "{}",
        "{" + kid + "}",
        R"({"alg":"EdDSA"})",
        R"({"alg":"EdDSA","kid":""})",
        R"({"alg":"EdDSA","kid":7})",
        R"({"alg":7,)" + kid + "}",
        R"({"alg":["EdDSA"],)" + kid + "}",
        R"({"alg":"EdDSA","alg":"EdDSA",)" + kid + "}",
        R"({"alg":"none","alg":"EdDSA",)" + kid + "}",
        header("EdDSA", R"(,"typ":"JOSE")"),
        header("EdDSA", R"(,"typ":1)"),
        header("EdDSA", R"(,"crit":["exp"])"),
        header("EdDSA", R"(,"crit":[])"),
        header("EdDSA", R"(,"crit":null)"),
        header("EdDSA") + " x",
    };
    for (const auto& bad : headers) expect_refused(forge(bad, payload), bad);
}

TEST_F(JwtTest, AKeyIsKnownByItsName) {
    const auto stranger = SigningKey::generate(start);
    expect_refused(issue(stranger, ana()), "a key that is not in the set");

    const auto name_of_another = R"({"alg":"EdDSA","kid":")" + keys.keys().front().kid + "\"}";
    expect_refused(forge(name_of_another, render_claims(ana())), "the name of another known key");

    const auto brought_along =
        header("EdDSA", R"(,"jwk":{"kty":"OKP","crv":"Ed25519","x":")" + core::base64url_encode(stranger.public_key().x) + "\"}");
    const auto text = core::base64url_encode(brought_along) + "." + core::base64url_encode(render_claims(ana()));
    expect_refused(text + "." + core::base64url_encode(stranger.signature(text)), "a key that the header brings along");
}

TEST_F(JwtTest, EveryFlippedBitIsSeen) {
    const auto token = issue(key, ana());
    ASSERT_TRUE(verifier.verify(token));  // so that the cache would have to tell them apart too
    for (std::size_t i = 0; i < token.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            auto changed = token;
            changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
            ASSERT_FALSE(verifier.verify(changed)) << "bit " << bit << " of byte " << i;
        }
    }
}

TEST_F(JwtTest, ATokenHasThreePartsInTheirOnlyForm) {
    const auto token = issue(key, ana());
    const auto first = token.find('.');
    const auto last = token.rfind('.');
    const auto head = token.substr(0, first), payload = token.substr(first + 1, last - first - 1),
               signature = token.substr(last + 1);
    auto last_bits = signature;
    last_bits.back() =
        static_cast<char>(last_bits.back() + 1);  // 64 bytes leave 4 bits unused: A, Q, g or w, of which the next is a double
    const std::string cases[] = {
        "",
        ".",
        "..",
        "...",
        head,
        head + "." + payload,
        head + "." + payload + ".",
        "." + payload + "." + signature,
        head + ".." + signature,
        token + ".",
        token + "." + signature,
        "." + token,
        token + "=",
        token + "==",
        token + "\n",
        " " + token,
        "Bearer " + token,
        head + "=." + payload + "." + signature,
        head + "." + payload + "." + last_bits,
        head + "." + payload + "." + signature.substr(1),
        head + "." + payload + "." + signature + "AAAA",
        payload + "." + head + "." + signature,
        token + token,
    };
    for (const auto& bad : cases) expect_refused(bad, bad);
}

TEST_F(JwtTest, AHugeTokenIsRefused) {
    auto claims = ana();
    claims.name = std::string(1500, 'x');
    EXPECT_TRUE(verifier.verify(issue(key, claims))) << "still within 4 KiB";
    claims.name = std::string(4000, 'x');
    expect_refused(issue(key, claims), "over 4 KiB, though well signed");
    expect_refused(std::string(1 << 20, '.'), "a megabyte of dots");
}

TEST_F(JwtTest, ItIsForUsAndByUs) {
    auto other = ana();
    other.iss = "https://instante.example/";
    expect_refused(issue(key, other), "issuer");
    other = ana();
    other.aud = "another";
    expect_refused(issue(key, other), "audience");
    other.aud = "";
    expect_refused(issue(key, other), "no audience");
}

TEST_F(JwtTest, ClaimsMustBeWholeAndOfTheirTypes) {
    const auto good = render_claims(ana());
    const auto with = [&good](std::string_view from, std::string_view to) {
        auto text = good;
        text.replace(text.find(from), from.size(), to);
        return text;
    };
    const auto exp = "\"exp\":" + std::to_string(ana().exp.time_since_epoch().count());
    const std::string cases[] = {
        "",
        "{}",
        "[]",
        "7",
        "{",
        good + good,
        with("\"sub\"", "\"sup\""),
        with("\"aud\":\"instante\"", R"("aud":["instante"])"),
        with("\"iss\"", R"("iss":"https://instante.example","iss")"),
        with(exp, "\"other\":1"),
        with(exp, "\"exp\":\"9999999999\""),
        with(exp, "\"exp\":null"),
        with(exp, "\"exp\":-1"),
        with(exp, "\"exp\":9223372036854775807"),
        with(exp, "\"exp\":-9223372036854775808"),
        with(exp, "\"exp\":18446744073709551616"),
        with(exp, "\"exp\":1e300"),
        with(exp, exp + "," + exp),
        with("\"iat\"", "\"iot\""),
        with("\"version\":3", "\"version\":\"3\""),
    };
    for (const auto& bad : cases) expect_refused(forge(header("EdDSA"), bad), bad);
}

TEST_F(JwtTest, ItExpiresAfterTheLeewayRememberedOrNot) {
    const auto token = issue(key, ana());
    clock.advance(15min + 29s + 999ms);
    EXPECT_TRUE(verifier.verify(token)) << "the last millisecond of the leeway";
    clock.advance(1ms);
    expect_refused(token, "remembered", token_expired);
    auto once_more = ana();
    once_more.sid = "s2";
    expect_refused(issue(key, once_more), "never seen before", token_expired);
}

TEST_F(JwtTest, ItIsNotValidBeforeItWasIssued) {
    auto later = ana();
    later.iat += 30s;
    EXPECT_TRUE(verifier.verify(issue(key, later))) << "within the leeway";
    later.iat += 1s;
    expect_refused(issue(key, later), "from the future");
}

TEST_F(JwtTest, ASecondLookGivesTheSameClaims) {
    const auto token = issue(key, ana());
    EXPECT_EQ(verifier.verify(token).value(), verifier.verify(token).value()) << "shared, not copied";
}

TEST_F(JwtTest, AKeyThatIsOutOfForceEndsTokensThatWereRemembered) {
    const auto token = issue(key, ana());
    ASSERT_TRUE(verifier.verify(token));
    keys.replace({SigningKey::generate(start).public_key()});
    expect_refused(token, "the key is gone");
    keys.replace({key.public_key()});
    EXPECT_TRUE(verifier.verify(token));
}

TEST_F(JwtTest, KeysMayChangeWhileThreadsVerify) {
    const auto token = issue(key, ana());
    const auto with = keys.keys();
    std::atomic<int> passed{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 300; ++round) passed += verifier.verify(token) ? 1 : 0;
        });
    }
    for (int round = 0; round < 100; ++round) keys.replace(round % 2 ? with : std::vector{with.front()});
    for (auto& thread : threads) thread.join();
    EXPECT_LE(passed, 900);
    EXPECT_TRUE(verifier.verify(token)) << "the last set has its key";
}

}  // namespace
}  // namespace instante::crypto
