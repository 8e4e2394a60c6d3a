#include "authentication/tests/usecases/house.hpp"

#include "authentication/inbound/messages/requests.hpp"
#include "authentication/outbound/memory/stores.hpp"
#include "authentication/outbound/messages/announcer.hpp"
#include "core/encoding.hpp"
#include "crypto/claims.hpp"
#include "json/reader.hpp"

namespace instante::authentication::testing {

House::House() {
    stores = make_memory_stores(outbox, Announcer{ids, clock});
    stores.accounts = std::make_unique<FlakyAccountStore>(std::move(stores.accounts), faults);
    stores.sessions = std::make_unique<FlakySessionStore>(std::move(stores.sessions), faults);
    stores.follows = std::make_unique<FlakyFollowStore>(std::move(stores.follows), faults);
    stores.deletions = std::make_unique<FlakyDeletionStore>(std::move(stores.deletions), faults);
    stores.mails = std::make_unique<FlakyMailStore>(std::move(stores.mails), faults);
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
    confirm_email.emplace(ConfirmEmail::Needs{*stores.people, *stores.mails, *secrets, clock});
    reset_password.emplace(ResetPassword::Needs{*stores.mails, *passwords, *secrets, *refusals, clock});
    send_mail.emplace(SendMail::Needs{*stores.people, *stores.mails, postman, *secrets, clock, "https://photos.example.org"});
    delete_user.emplace(DeleteUser::Needs{*stores.people, *stores.deletions, *passwords, *refusals, clock});
    complete_deletions.emplace(*stores.deletions, postman, clock);
    keep_keys.emplace(*stores.keys, *tokens, clock);
    settle.emplace(*stores.pictures, waits, clock);
    tidy_up.emplace(*stores.accounts, *stores.sessions, *stores.pictures, *stores.mails, postman, *stores.search, clock);
    EXPECT_TRUE(async::run((*keep_keys)()));
}

std::vector<std::string> House::announced() {
    std::vector<std::string> types;
    for (const auto& entry : async::run(outbox.pending(0, 1000)).value())
        if (entry.outgoing.message.type != "mail.send.v1") types.push_back(entry.outgoing.message.type);
    return types;
}

Mail House::post() {
    std::vector<std::uint64_t> done;
    for (const auto& entry : async::run(outbox.pending(0, 1000)).value()) {
        const auto& message = entry.outgoing.message;
        if (message.type != "mail.send.v1") continue;
        const auto order = parse_mail_order(message);
        EXPECT_TRUE(order) << message.body;
        if (async::run((*send_mail)(message.id, *order))) done.push_back(entry.sequence);
    }
    EXPECT_TRUE(async::run(outbox.published(done)));
    return postman.sent.empty() ? Mail{} : postman.sent.back();
}

std::string token_in(const Mail& mail) {
    for (const std::string_view before : {"/user/verify/", "/sign-in/reset#"}) {
        const auto at = mail.letter.text.find(before);
        if (at == std::string::npos) continue;
        const auto first = at + before.size();
        return mail.letter.text.substr(first, mail.letter.text.find('\n', first) - first);
    }
    return {};
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

std::string House::signing_kid() const {
    const auto token = tokens->issue({}, {}, clock.now());
    const auto header = core::base64url_decode(token.substr(0, token.find('.'))).value();
    return json::Document::parse(header).value().root().string("kid").value();
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
