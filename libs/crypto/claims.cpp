#include "crypto/claims.hpp"

#include "json/reader.hpp"
#include "json/writer.hpp"

namespace instante::crypto {
namespace {

/// 9999-12-31: a later moment is no date of ours, and could not be reckoned with.
constexpr std::int64_t last_second = 253'402'300'799;

std::chrono::sys_seconds date(json::Object& claims, std::string_view name) {
    auto seconds = claims.integer(name);
    if (!seconds) return {};
    if (*seconds < 0 || *seconds > last_second) {
        claims.refuse(name, "not-a-date", "It must be seconds since 1970");
        return {};
    }
    return std::chrono::sys_seconds{std::chrono::seconds{*seconds}};
}

}  // namespace

std::string render_claims(const Claims& claims) {
    std::string text;
    json::Writer out{text};
    out.object().field("iss", claims.iss).field("aud", claims.aud).field("sub", claims.sub).field("sid", claims.sid);
    out.field("username", claims.username).field("name", claims.name);
    if (!claims.image.empty()) out.field("image", claims.image);
    out.field("lang", claims.lang).field("version", claims.version);
    out.field("iat", claims.iat.time_since_epoch().count()).field("exp", claims.exp.time_since_epoch().count()).end_object();
    return text;
}

Result<Claims> parse_claims(std::string_view json) {
    auto document = json::Document::parse(json);
    if (!document) return document.error();
    auto root = document->root();
    const auto text = [&root](std::string_view name) { return root.string(name).value_or(""); };
    Claims claims{.iss = text("iss"),
                  .aud = text("aud"),
                  .sub = text("sub"),
                  .sid = text("sid"),
                  .username = text("username"),
                  .name = text("name"),
                  .image = root.optional_string("image").value_or(""),
                  .lang = text("lang"),
                  .version = root.integer("version").value_or(0),
                  .iat = date(root, "iat"),
                  .exp = date(root, "exp")};
    if (auto read = document->outcome(); !read) return read.error();
    return claims;
}

}  // namespace instante::crypto
