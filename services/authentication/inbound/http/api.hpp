#pragma once

#include "access/access.hpp"
#include "access/limits.hpp"
#include "async/signal.hpp"
#include "authentication/inbound/http/picture_intake.hpp"
#include "authentication/usecases/change_user.hpp"
#include "authentication/usecases/confirm_email.hpp"
#include "authentication/usecases/delete_user.hpp"
#include "authentication/usecases/find_user.hpp"
#include "authentication/usecases/follow_user.hpp"
#include "authentication/usecases/keep_devices.hpp"
#include "authentication/usecases/refresh.hpp"
#include "authentication/usecases/register.hpp"
#include "authentication/usecases/reset_password.hpp"
#include "authentication/usecases/search_people.hpp"
#include "authentication/usecases/sign_in.hpp"
#include "authentication/usecases/sign_out.hpp"
#include "blob/blob.hpp"
#include "core/units.hpp"
#include "crypto/keys.hpp"
#include "http/router.hpp"

namespace instante::authentication {

/// What the HTTP side stands on. All outlives the router it is added to.
struct Api {
    Register& register_user;
    SignIn& sign_in;
    Refresh& refresh;
    SignOut& sign_out;
    FindUser& find;
    ShowUser& show;
    ChangeUser& change;
    FollowUser& follow;
    ListFollows& list;
    SearchPeople& search;
    KeepDevices& devices;
    ConfirmEmail& confirm_email;
    ResetPassword& reset_password;
    DeleteUser& delete_user;
    const async::Signal& deletion_begun;
    const access::Access& access;
    const blob::Urls& urls;
    const crypto::KeySet& keys;
    PictureIntake& intake;
    access::Limits* limits;  ///< of attempts to sign in to an account; none: nothing is limited
};

void add_session_routes(http::Router& router, const Api& api);
void add_user_routes(http::Router& router, const Api& api);
void add_follow_routes(http::Router& router, const Api& api);
void add_device_routes(http::Router& router, const Api& api);
void add_mail_routes(http::Router& router, const Api& api);

/// A route's handler: `work` over the API, which outlives it.
inline http::Handler handler(const Api& api, Task<Result<http::Response>> (*work)(const Api&, http::Request)) {
    return [&api, work](http::Request request) { return work(api, std::move(request)); };
}

}  // namespace instante::authentication
