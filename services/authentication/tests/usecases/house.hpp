#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/deny_list.hpp"
#include "async/run.hpp"
#include "async/signal.hpp"
#include "authentication/outbound/crypto/adapters.hpp"
#include "authentication/tests/people.hpp"
#include "authentication/tests/usecases/faults.hpp"
#include "authentication/usecases/change_user.hpp"
#include "authentication/usecases/confirm_email.hpp"
#include "authentication/usecases/delete_user.hpp"
#include "authentication/usecases/find_user.hpp"
#include "authentication/usecases/follow_user.hpp"
#include "authentication/usecases/keep_devices.hpp"
#include "authentication/usecases/keep_keys.hpp"
#include "authentication/usecases/refresh.hpp"
#include "authentication/usecases/register.hpp"
#include "authentication/usecases/reset_password.hpp"
#include "authentication/usecases/send_mail.hpp"
#include "authentication/usecases/settle_picture.hpp"
#include "authentication/usecases/sign_in.hpp"
#include "authentication/usecases/sign_out.hpp"
#include "authentication/usecases/tidy_up.hpp"
#include "crypto/claims.hpp"
#include "outbox/outbox.hpp"

namespace instante::authentication::testing {

/// Stands for the service that renders: keeps what it was asked, and answers as the test says.
class Renderer final : public PictureRequests {
public:
    Task<Result<void>> ask(ImageId id, UserId owner, std::string content, core::Trace) override {
        asked.push_back(id);
        contents.push_back(std::move(content));
        if (fails) co_return core::Error{core::engine_away};
        if (answers) answers(id, owner);
        co_return boost::system::in_place_value;
    }

    std::vector<ImageId> asked;
    std::vector<std::string> contents;
    bool fails = false;
    std::function<void(ImageId, UserId)> answers;  ///< nothing: no answer in time
};

/// Keeps the mails it is handed; fails when told to.
class Postman final : public Mailer {
public:
    Task<Result<void>> send(Mail mail) override {
        if (fails) co_return core::Error{core::unavailable};
        sent.push_back(std::move(mail));
        co_return boost::system::in_place_value;
    }
    Task<Result<void>> forget(UserId user) override {
        std::erase_if(sent, [user](const Mail& mail) { return mail.user == user; });
        co_return boost::system::in_place_value;
    }

    std::vector<Mail> sent;
    bool fails = false;
};

/// The use cases over memory stores, a clock that stands and the cheapest passwords. Every write goes through `faults`.
struct House {
    House();

    core::FixedClock clock{noon};
    core::IdGenerator ids{clock, 7};
    outbox::MemorySource outbox;
    Faults faults;
    Stores stores;
    std::unique_ptr<Passwords> passwords = make_argon2_passwords(crypto::PasswordHasher::cheap());
    std::unique_ptr<Secrets> secrets = make_random_secrets();
    crypto::KeySet keys;
    std::unique_ptr<AccessTokens> tokens = make_jwt_access_tokens("instante", keys);
    access::DenyList deny_list{clock, std::chrono::minutes{16}};
    std::unique_ptr<Refusals> refusals = make_deny_list_refusals(deny_list);
    Renderer renderer;
    Postman postman;
    PictureWaits waits;

    SessionMaker maker{*secrets, *tokens, ids, clock};
    RenderPicture render{renderer, waits, ids, std::chrono::milliseconds{1}};
    std::optional<Register> register_user;
    std::optional<SignIn> sign_in;
    std::optional<Refresh> refresh;
    std::optional<SignOut> sign_out;
    std::optional<FindUser> find;
    std::optional<ShowUser> show;
    std::optional<ChangeUser> change;
    std::optional<FollowUser> follow;
    std::optional<ConfirmEmail> confirm_email;
    std::optional<ResetPassword> reset_password;
    std::optional<SendMail> send_mail;
    std::optional<DeleteUser> delete_user;
    std::optional<CompleteDeletions> complete_deletions;
    boost::asio::io_context loop;
    async::Signal begun{loop.get_executor()};
    std::optional<KeepKeys> keep_keys;
    std::optional<SettlePicture> settle;
    std::optional<TidyUp> tidy_up;

    /// Types of the messages in the outbox but mails.
    std::vector<std::string> announced();
    /// Sends the mails that were ordered, once each; the last one sent.
    Mail post();
    /// Somebody registered; the registration must succeed.
    SignedIn has(const std::string& username);
    std::optional<User> user(const std::string& username);
    [[nodiscard]] bool refuses(const SignedIn& signed_in) const;
    /// The key that signs access tokens now.
    [[nodiscard]] std::string signing_kid() const;
};

/// The secret in a mail's link; empty when it has none.
std::string token_in(const Mail& mail);
/// What `username` tells at registration; their password is `password of <username>`.
Registration registration_of(const std::string& username);
std::string password_of(const std::string& username);
crypto::Claims claims_of(const std::string& access_token);

}  // namespace instante::authentication::testing
