#include "publication/tests/support/world.hpp"

#include "access/token.hpp"
#include "async/run.hpp"

namespace instante::publication::testing {

World::World()
    : verifier(keys, clock, {.issuer = access::token_issuer(""), .audience = std::string{access::token_audience}}),
      deny_list(clock, access::token_lifetime + access::token_leeway) {}

const std::string& World::token(UserId user) {
    auto& kept = tokens_[user];
    if (!kept.empty()) return kept;
    crypto::Claims claims;
    claims.iss = access::token_issuer("");
    claims.aud = access::token_audience;
    claims.sub = to_string(user);
    claims.sid = "7";
    claims.username = person(user).username;
    claims.name = person(user).name;
    claims.lang = "en";
    claims.version = 1;
    claims.iat = std::chrono::floor<std::chrono::seconds>(noon);
    claims.exp = claims.iat + access::token_lifetime;
    return kept = crypto::issue(key, claims);
}

http::Response World::call(http::Method method, std::string_view target, UserId caller, std::string_view content) {
    auto request = http::testing::request(method, target, {{"Content-Type", "application/json"}}, content);
    if (caller) request.headers.add("Authorization", "Bearer " + token(caller));
    return async::run(router.dispatch(std::move(request)));
}

}  // namespace instante::publication::testing
