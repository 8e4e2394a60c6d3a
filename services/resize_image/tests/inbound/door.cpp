#include "resize_image/tests/inbound/door.hpp"

namespace instante::resize_image {

std::string Door::token(std::string image) const {
    crypto::Claims claims;
    claims.iss = access::token_issuer("");
    claims.aud = access::token_audience;
    claims.sub = core::to_string(ana);
    claims.sid = "70";
    claims.username = "ana.lima";
    claims.name = "Ana Lima";
    claims.image = std::move(image);
    claims.lang = "en";
    claims.version = 3;
    claims.iat = std::chrono::floor<std::chrono::seconds>(noon);
    claims.exp = claims.iat + access::token_lifetime;
    return crypto::issue(key, claims);
}

}  // namespace instante::resize_image
