// Access tokens: nothing is believed that our key did not sign, and nothing of what it signed that is not for us and now.
#include <string>

#include "core/encoding.hpp"
#include "core/fuzz/require.hpp"
#include "crypto/jwt.hpp"

namespace instante::crypto {
namespace {

using fuzz::require;
using namespace std::chrono_literals;

const core::FixedClock clock{core::Timestamp{1'764'000'000s}};
const SigningKey ours = SigningKey::from_seed(std::string(32, '\x01'), clock.now()).value();
const SigningKey theirs = SigningKey::from_seed(std::string(32, '\x02'), clock.now()).value();

Claims sample() {
    const auto now = std::chrono::floor<std::chrono::seconds>(clock.now());
    return {.iss = "us",
            .aud = "us",
            .sub = "1",
            .sid = "2",
            .username = "ana",
            .name = "Ana",
            .image = "",
            .lang = "en",
            .version = 1,
            .iat = now,
            .exp = now + 600s};
}

bool verifies(std::string_view token) {
    static const KeySet keys{{ours.public_key()}};
    const Verifier verifier{keys, clock, {.issuer = "us", .audience = "us", .leeway = 30s, .cache_entries = 4}};
    const auto first = verifier.verify(token);
    const auto again = verifier.verify(token);  // from memory, if it is kept there
    require(first.has_value() == again.has_value() && (!first || **first == **again), "the second answer is as the first");
    require(first || first.error().kind() == core::Kind::unauthenticated, "what is not verified is unauthenticated");
    return first.has_value();
}

/// A payload of the fuzzer's under our signature: only its claims decide.
void check_signed(const std::string& payload) {
    const auto claims = parse_claims(payload);
    const bool is_right = claims && claims->iss == "us" && claims->aud == "us" && claims->iat <= clock.now() + 30s &&
                          clock.now() < claims->exp + 30s;
    const auto token = ours.sign(payload);
    require(verifies(token) == (is_right && token.size() <= token_size_limit), "signed claims decide");
    require(!verifies(theirs.sign(payload)), "another's key is not ours");
}

/// A header and a payload of the fuzzer's with the signature of something else.
void check_forged(const std::string& header, const std::string& payload) {
    static const auto genuine = issue(ours, sample());
    static const auto signature = genuine.substr(genuine.rfind('.'));
    const auto token = core::base64url_encode(header) + '.' + core::base64url_encode(payload) + signature;
    require(verifies(token) == (token == genuine), "a signature is over one text");
}

}  // namespace
}  // namespace instante::crypto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input{data, size};
    const auto header_size = input.ConsumeIntegralInRange<std::size_t>(0, 255);
    const auto text = input.ConsumeRemainingBytesAsString();
    using namespace instante;
    static const auto genuine = crypto::issue(crypto::ours, crypto::sample());
    fuzz::require(crypto::verifies(text) == (text == genuine), "a token that was not issued is not verified");
    crypto::check_signed(text);
    crypto::check_forged(text.substr(0, header_size), text.size() > header_size ? text.substr(header_size) : "");
    return 0;
}
