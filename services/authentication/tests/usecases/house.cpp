#include "authentication/tests/usecases/house.hpp"

#include "authentication/outbound/memory/stores.hpp"
#include "authentication/outbound/messages/announcer.hpp"
#include "core/encoding.hpp"
#include "crypto/claims.hpp"

namespace instante::authentication::testing {

House::House() {
    stores = make_memory_stores(outbox, Announcer{ids, clock});
    stores.accounts = std::make_unique<FlakyAccountStore>(std::move(stores.accounts), faults);
    stores.sessions = std::make_unique<FlakySessionStore>(std::move(stores.sessions), faults);
    stores.follows = std::make_unique<FlakyFollowStore>(std::move(stores.follows), faults);
    stores.pictures = std::make_unique<FlakyPictureStore>(std::move(stores.pictures), faults);
    register_user.emplace(Register::Needs{*stores.accounts, *stores.people, *stores.sessions, *passwords, *secrets, maker, render,
                                          ids, clock, true});
    sign_in.emplace(SignIn::Needs{*stores.accounts, *stores.people, *stores.sessions, *passwords, *refusals, maker});
    refresh.emplace(Refresh::Needs{*stores.sessions, *secrets, *refusals, maker, clock});
    sign_out.emplace(*stores.sessions, *refusals, clock);
    find.emplace(*stores.people);
    show.emplace(*find, *stores.follows);
    change.emplace(ChangeUser::Needs{*stores.accounts, *stores.people, *stores.devices, *passwords, *refusals, render, clock});
    follow.emplace(*find, *stores.follows, ids, clock);
    keep_keys.emplace(*stores.keys, *tokens, clock);
    settle.emplace(*stores.pictures, waits, clock);
    tidy_up.emplace(*stores.accounts, *stores.sessions, *stores.pictures, clock);
    EXPECT_TRUE(async::run((*keep_keys)()));
}

std::vector<std::string> House::announced() {
    std::vector<std::string> types;
    for (const auto& entry : async::run(outbox.pending(0, 1000)).value()) types.push_back(entry.outgoing.message.type);
    return types;
}

SignedIn House::has(const std::string& username) {
    auto signed_in = async::run((*register_user)(registration_of(username)));
    EXPECT_TRUE(signed_in) << username;
    return signed_in ? *signed_in : SignedIn{};
}

std::optional<User> House::user(const std::string& username) {
    return async::run(stores.people->by_username(username)).value();
}

bool House::refuses(const SignedIn& signed_in) const {
    const auto claims = claims_of(signed_in.access_token);
    return deny_list.denies(core::parse_id(claims.sub).value(), core::parse_id(claims.sid).value(), claims.iat);
}

Registration registration_of(const std::string& username) {
    Registration registration;
    registration.username = username;
    registration.name = "Name of " + username;
    registration.email = username + "@example.org";
    registration.password = password_of(username);
    registration.lang = "en";
    registration.body_digest = "digest of " + username;
    return registration;
}

std::string password_of(const std::string& username) {
    return "password of " + username;
}

crypto::Claims claims_of(const std::string& access_token) {
    const auto first = access_token.find('.');
    const auto second = access_token.find('.', first + 1);
    const auto payload = core::base64url_decode(access_token.substr(first + 1, second - first - 1));
    return crypto::parse_claims(payload.value()).value();
}

}  // namespace instante::authentication::testing
