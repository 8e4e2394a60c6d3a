#include <utility>

#include "authentication/inbound/http/api.hpp"
#include "authentication/inbound/http/form.hpp"
#include "authentication/inbound/http/render.hpp"
#include "http/query.hpp"

namespace instante::authentication {

namespace {

/// Tokens are nobody else's to keep (RFC 6749 §5.1).
http::Response session_response(int status, const SignedIn& signed_in, const Api& api) {
    auto response = http::json(status, render_session(signed_in, api.urls));
    response.headers.set("Cache-Control", "no-store");
    return response;
}

Task<Result<http::Response>> register_user(const Api& api, http::Request request) {
    const auto headers = request.headers;
    auto trace = request.trace;
    auto form = co_await read_form(std::move(request), api.intake);
    if (!form) co_return form.error();
    const auto place = form->place;  // the picture's, until it is handed on
    auto registration = to_registration(std::move(*form), headers, std::move(trace));
    if (!registration) co_return registration.error();
    auto signed_in = co_await api.register_user(std::move(*registration));
    if (!signed_in) co_return signed_in.error();
    auto response = session_response(201, *signed_in, api);
    response.headers.set("Location", "/user/" + core::to_string(signed_in->user.id));
    co_return response;
}

Result<Credentials> read_credentials(json::Document& document, core::Trace trace) {
    auto root = document.root();
    Credentials credentials;
    const auto email = root.optional_string("email");
    const auto username = root.optional_string("username");
    credentials.login = email ? *email : username.value_or("");
    credentials.password = root.string("password").value_or("");
    credentials.trace = std::move(trace);
    auto token = root.optional_string("notification_token|token-notification").value_or("");
    if (!token.empty()) credentials.device = Device{DeviceKind::fcm, std::move(token), {}, {}};
    if (!root.has("email") && !root.has("username")) root.refuse("email", "missing", "An e-mail address or a username is needed");
    auto sound = document.outcome();
    if (!sound) return sound.error();
    return credentials;
}

Task<Result<http::Response>> sign_in(const Api& api, http::Request request) {
    auto document = co_await http::read_json(request);
    if (!document) co_return document.error();
    auto credentials = read_credentials(*document, std::move(request.trace));
    if (!credentials) co_return credentials.error();
    const auto admitted = api.limits ? api.limits->admit_login(credentials->login) : Result<void>{};
    if (!admitted) co_return admitted.error();
    auto signed_in = co_await api.sign_in(std::move(*credentials));
    if (!signed_in) co_return signed_in.error();
    co_return session_response(200, *signed_in, api);
}

Task<Result<http::Response>> refresh(const Api& api, http::Request request) {
    auto document = co_await http::read_json(request);
    if (!document) co_return document.error();
    auto token = document->root().string("refresh_token");
    auto sound = document->outcome();
    if (!sound) co_return sound.error();
    auto signed_in = co_await api.refresh(std::move(*token), std::move(request.trace));
    if (!signed_in) co_return signed_in.error();
    co_return session_response(200, *signed_in, api);
}

Task<Result<http::Response>> sign_out(const Api& api, http::Request request) {
    auto viewer = api.access.required(request);
    if (!viewer) co_return viewer.error();
    auto ended = co_await api.sign_out(SessionId{viewer->session}, std::move(request.trace));
    if (!ended) co_return ended.error();
    co_return http::empty(204);
}

Task<Result<http::Response>> show_keys(const Api& api, http::Request) {
    auto response = http::json(200, crypto::render_jwks(api.keys.keys()));
    response.headers.set("Cache-Control", "public, max-age=300");
    co_return response;
}

}  // namespace

void add_session_routes(http::Router& router, const Api& api) {
    http::RouteOptions with_picture;
    with_picture.body_limit = api.intake.limit().count + http::RouteOptions{}.body_limit;
    with_picture.deadline = std::chrono::minutes{2};
    with_picture.limit = http::Limit::registration;
    router.add(http::Method::post, "/user", handler(api, register_user), with_picture);
    router.add(http::Method::post, "/user/register", handler(api, register_user), with_picture);
    router.add(http::Method::post, "/user/login", handler(api, sign_in), {.limit = http::Limit::login});
    router.add(http::Method::post, "/user/token", handler(api, refresh));
    router.add(http::Method::post, "/user/logout", handler(api, sign_out));
    router.add(http::Method::get, "/.well-known/jwks.json", handler(api, show_keys));
}

}  // namespace instante::authentication
