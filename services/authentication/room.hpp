#pragma once

#include <memory>

#include "authentication/commands.hpp"
#include "authentication/inbound/http/api.hpp"
#include "authentication/inbound/http/picture_intake.hpp"
#include "authentication/outbound/crypto/adapters.hpp"
#include "authentication/outbound/mail/mailers.hpp"
#include "authentication/outbound/messages/answers.hpp"
#include "authentication/outbound/pictures/picture_requests.hpp"
#include "authentication/storage.hpp"
#include "authentication/usecases/delete_user.hpp"
#include "authentication/usecases/keep_keys.hpp"
#include "authentication/usecases/send_mail.hpp"
#include "authentication/usecases/settle_picture.hpp"
#include "authentication/usecases/tell.hpp"
#include "authentication/usecases/tidy_up.hpp"
#include "host/context.hpp"

namespace instante::authentication {

/// Everything the service does, wired: each member stands on those before it.
struct Room {
    Room(host::Context& context, std::unique_ptr<Storage> opened, std::unique_ptr<Mailer> post);

    std::unique_ptr<Storage> storage;
    Stores& stores;
    std::unique_ptr<Passwords> passwords;
    std::unique_ptr<Secrets> secrets;
    std::unique_ptr<AccessTokens> tokens;
    std::unique_ptr<Refusals> refusals;
    std::unique_ptr<PictureRequests> requests;
    std::unique_ptr<Answers> answers;
    std::unique_ptr<Mailer> mailer;

    PictureWaits waits;
    SessionMaker maker;
    RenderPicture render;
    Register register_user;
    SignIn sign_in;
    Refresh refresh;
    SignOut sign_out;
    FindUser find;
    ShowUser show;
    ChangeUser change;
    FollowUser follow;
    ListFollows list;
    SearchPeople search;
    KeepDevices devices;
    ConfirmEmail confirm_email;
    ResetPassword reset_password;
    SendMail send_mail;
    DeleteUser delete_user;
    CompleteDeletions complete_deletions;
    async::Signal deletion_begun;
    Register register_anybody;  ///< whatever strangers may
    Administer administer;
    KeepKeys keep_keys;
    SettlePicture settle;
    Tell tell;
    TidyUp tidy_up;

    PictureIntake intake;
    Api api;

private:
    /// What registration stands on, of the members above it.
    Register::Needs registering(host::Context& context, bool open);
};

}  // namespace instante::authentication
