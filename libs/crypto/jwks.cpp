#include <algorithm>
#include <utility>

#include "core/encoding.hpp"
#include "crypto/keys.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

namespace instante::crypto {
namespace {

constexpr std::size_t jwks_size_limit = 64 * 1024;
constexpr std::size_t jwks_key_limit = 64;
constexpr std::size_t kid_size_limit = 128;

/// Nothing when it is a key of another kind or for another use, or is not whole.
std::optional<PublicKey> read_key(json::Object key) {
    if (key.optional_string("kty") != "OKP" || key.optional_string("crv") != "Ed25519") return std::nullopt;
    if (key.optional_string("use").value_or("sig") != "sig" || key.optional_string("alg").value_or("EdDSA") != "EdDSA")
        return std::nullopt;
    auto kid = key.optional_string("kid");
    if (!kid || kid->empty() || kid->size() > kid_size_limit) return std::nullopt;
    auto x = core::base64url_decode(key.optional_string("x").value_or(""));
    if (!x || x->size() != 32) return std::nullopt;
    return PublicKey{std::move(*kid), std::move(*x)};
}

bool holds(const std::vector<PublicKey>& keys, const std::string& kid) {
    return std::any_of(keys.begin(), keys.end(), [&kid](const PublicKey& key) { return key.kid == kid; });
}

}  // namespace

std::string render_jwks(const std::vector<PublicKey>& keys) {
    std::string text;
    json::Writer out{text};
    out.object().key("keys").array();
    for (const auto& key : keys) {
        out.object().field("kty", "OKP").field("crv", "Ed25519").field("kid", key.kid).field("x", core::base64url_encode(key.x));
        out.field("use", "sig").field("alg", "EdDSA").end_object();
    }
    out.end_array().end_object();
    return text;
}

Result<std::vector<PublicKey>> parse_jwks(std::string_view json) {
    if (json.size() > jwks_size_limit) return core::Error{core::malformed, "a key set above 64 KiB"};
    auto document = json::Document::parse(json);
    if (!document) return document.error();
    auto entries = document->root().objects("keys");
    if (auto read = document->outcome(); !read) return core::Error{core::malformed, "not a key set"}.caused_by(read.error());
    if (entries.size() > jwks_key_limit) return core::Error{core::malformed, "a key set of more than 64 keys"};

    std::vector<PublicKey> keys;
    for (auto& entry : entries) {
        auto key = read_key(entry);
        if (!key) continue;
        if (holds(keys, key->kid)) return core::Error{core::malformed, "a key set with two keys of one name"};
        keys.push_back(std::move(*key));
    }
    if (keys.empty()) return core::Error{core::malformed, "a key set without an Ed25519 key"};
    return keys;
}

}  // namespace instante::crypto
