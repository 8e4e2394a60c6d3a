#include "crypto/jwt.hpp"

#include <optional>
#include <utility>

#include "core/encoding.hpp"
#include "crypto/token_cache.hpp"
#include "json/reader.hpp"

namespace instante::crypto {
namespace {

core::Error refuse(std::string why) {
    return core::Error{core::unauthenticated, std::move(why)}.with_detail(std::string{token_invalid});
}
core::Error expired() {
    return core::Error{core::unauthenticated}.with_detail(std::string{token_expired});
}

/// The three parts of a compact token (RFC 7515 §7.1), and what the signature is over.
struct Parts {
    std::string header;
    std::string payload;
    std::string signature;
    std::string_view signed_text;
};

std::optional<Parts> take_apart(std::string_view token) {
    const auto first = token.find('.');
    const auto last = token.rfind('.');
    if (first == last || token.find('.', first + 1) != last) return std::nullopt;
    auto header = core::base64url_decode(token.substr(0, first));
    auto payload = core::base64url_decode(token.substr(first + 1, last - first - 1));
    auto signature = core::base64url_decode(token.substr(last + 1));
    if (!header || !payload || !signature) return std::nullopt;
    return Parts{std::move(*header), std::move(*payload), std::move(*signature), token.substr(0, last)};
}

/// The `kid` of a header that asks for nothing but EdDSA. A key that a header brings along (`jwk`, `jku`, `x5u`) is never looked
/// at.
Result<std::string> read_header(std::string_view json) {
    auto document = json::Document::parse(json);
    if (!document) return refuse("its header is no JSON");
    auto header = document->root();
    const auto algorithm = header.string("alg");
    auto kid = header.string("kid");
    const auto type = header.optional_string("typ");
    if (!document->outcome()) return refuse("its header lacks alg or kid");
    if (algorithm != "EdDSA") return refuse("its alg is not EdDSA");
    if (type && *type != "JWT") return refuse("its typ is not JWT");
    if (!header.raw("crit").empty()) return refuse("its header has crit");
    return std::move(*kid);
}

}  // namespace

std::string issue(const SigningKey& key, const Claims& claims) {
    return key.sign(render_claims(claims));
}

Verifier::Verifier(const KeySet& keys, const core::Clock& clock, Options options)
    : keys_(keys), clock_(clock), options_(std::move(options)), cache_(std::make_unique<TokenCache>(options_.cache_entries)) {}

Verifier::~Verifier() = default;

Result<std::shared_ptr<const Claims>> Verifier::verify(std::string_view token) const {
    if (token.size() > token_size_limit) return refuse("it is too long");
    const auto generation = keys_.generation();  // read before the keys: a change meanwhile makes what is kept stale, never fresh
    if (auto known = cache_->find(token, generation)) {
        if (clock_.now() >= known->exp + options_.leeway) return expired();
        return known;
    }
    auto claims = verify_anew(token);
    if (claims) cache_->keep(token, generation, *claims);
    return claims;
}

Result<std::shared_ptr<const Claims>> Verifier::verify_anew(std::string_view token) const {
    const auto parts = take_apart(token);
    if (!parts) return refuse("it is no compact token");
    const auto kid = read_header(parts->header);
    if (!kid) return kid.error();
    const auto key = keys_.find(*kid);
    if (!key) return refuse("its key is not known");
    if (!key->verifies(parts->signed_text, parts->signature)) return refuse("its signature is another's");
    auto claims = parse_claims(parts->payload);
    if (!claims) return refuse("its claims cannot be read").caused_by(claims.error());
    if (auto checked = check_claims(*claims); !checked) return checked.error();
    return std::make_shared<const Claims>(std::move(*claims));
}

Result<void> Verifier::check_claims(const Claims& claims) const {
    if (claims.iss != options_.issuer) return refuse("it is of another issuer");
    if (claims.aud != options_.audience) return refuse("it is for another audience");
    const auto now = clock_.now();
    if (claims.iat > now + options_.leeway) return refuse("it is not valid yet");
    if (now >= claims.exp + options_.leeway) return expired();
    return {};
}

}  // namespace instante::crypto
