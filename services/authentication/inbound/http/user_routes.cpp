#include <string>
#include <utility>

#include "authentication/inbound/http/api.hpp"
#include "authentication/inbound/http/form.hpp"
#include "authentication/inbound/http/render.hpp"
#include "http/conditional.hpp"
#include "http/query.hpp"

namespace instante::authentication {

namespace {

Task<Result<http::Response>> show_me(const Api& api, http::Request request) {
    auto viewer = api.access.required(request);
    if (!viewer) co_return viewer.error();
    auto user = co_await api.find(UserId{viewer->user});
    if (!user && user.error().code() == core::not_found) co_return core::Error{core::unauthenticated, "disabled or deleted"};
    if (!user) co_return user.error();
    auto response = http::json(200, render_me(*user, api.urls));
    response.headers.set("Cache-Control", "private, no-cache");
    co_return http::conditional(request, std::move(response));
}

Task<Result<http::Response>> show_user(const Api& api, http::Request request) {
    auto viewer = api.access.optional(request);
    if (!viewer) co_return viewer.error();
    auto profile = co_await api.show(std::string{request.parameter("id")}, UserId{viewer->user});
    if (!profile) co_return profile.error();
    auto response = http::json(200, render_user(profile->user, profile->relation, api.urls));
    response.headers.set("Cache-Control", viewer->user == 0 ? "no-cache" : "private, no-cache");
    response.headers.add("Vary", "Authorization");
    co_return http::conditional(request, std::move(response));
}

/// Whether `id` (id or username) is who is signed in. Errors: `not_found`, `forbidden`.
Task<Result<void>> require_self(const Api& api, UserId self, std::string id) {
    if (id == core::to_string(self)) co_return boost::system::in_place_value;
    auto user = co_await api.find(std::move(id));
    if (!user) co_return user.error();
    if (user->id != self) co_return core::Error{core::forbidden};
    co_return boost::system::in_place_value;
}

Task<Result<http::Response>> change_user(const Api& api, http::Request request) {
    std::string id{request.parameter("id")};
    auto viewer = api.access.required(request);
    if (!viewer) co_return viewer.error();
    auto self = co_await require_self(api, UserId{viewer->user}, std::move(id));
    if (!self) co_return self.error();
    auto trace = request.trace;
    auto form = co_await read_form(std::move(request), api.intake);
    if (!form) co_return form.error();
    const auto place = form->place;  // the picture's, until it is handed on
    auto edit = to_edit(std::move(*form), std::move(trace));
    if (!edit) co_return edit.error();
    auto user = co_await api.change(UserId{viewer->user}, SessionId{viewer->session}, std::move(*edit));
    if (!user) co_return user.error();
    auto content = render_me(*user, api.urls);
    const auto etag = http::etag_of(content);
    auto response = http::json(200, std::move(content));
    response.headers.set("Cache-Control", "private, no-cache");
    response.headers.set("ETag", etag);
    co_return response;
}

Task<Result<http::Response>> delete_user(const Api& api, http::Request request) {
    std::string id{request.parameter("id")};
    auto viewer = api.access.required(request);
    if (!viewer) co_return viewer.error();
    auto self = co_await require_self(api, UserId{viewer->user}, std::move(id));
    if (!self) co_return self.error();
    auto document = co_await http::read_json(request);
    if (!document) co_return document.error();
    auto password = document->root().string("password");
    auto sound = document->outcome();
    if (!sound) co_return sound.error();
    auto begun = co_await api.delete_user(UserId{viewer->user}, std::move(*password), std::move(request.trace));
    if (!begun) co_return begun.error();
    api.deletion_begun.notify();
    co_return http::empty(202);
}

}  // namespace

void add_user_routes(http::Router& router, const Api& api) {
    http::RouteOptions with_picture;
    with_picture.body_limit = api.intake.limit().count + http::RouteOptions{}.body_limit;
    with_picture.deadline = std::chrono::minutes{2};
    router.add(http::Method::get, "/user/me", handler(api, show_me));
    router.add(http::Method::get, "/user/{id}", handler(api, show_user));
    router.add(http::Method::put, "/user/{id}", handler(api, change_user), with_picture);
    router.add(http::Method::delete_, "/user/{id}", handler(api, delete_user), {.limit = http::Limit::login});
    router.add(http::Method::patch, "/user/{id}", handler(api, change_user), with_picture);
}

}  // namespace instante::authentication
