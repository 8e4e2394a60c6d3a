#include <string>
#include <utility>

#include "authentication/domain/letter.hpp"
#include "authentication/inbound/http/api.hpp"
#include "http/query.hpp"

namespace instante::authentication {

namespace {

/// What somebody sees whose address is confirmed.
std::string confirmed_page(const User& user) {
    const bool portuguese = user.lang == "pt-BR";
    const std::string title = portuguese ? "Endereço de e-mail confirmado" : "E-mail address confirmed";
    const std::string name = escape_html(user.name);
    const std::string words = portuguese ? "Obrigado, " + name + "! Seu endereço de e-mail está confirmado."
                                         : "Thank you, " + name + "! Your e-mail address is confirmed.";
    return "<!doctype html>\n<html lang=\"" + std::string{portuguese ? "pt-BR" : "en"} +
           "\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>" + title +
           "</title></head>\n<body><h1>" + title + "</h1>\n<p>" + words +
           "</p>\n<p><a href=\"/\">Instante</a></p></body>\n</html>\n";
}

Task<Result<http::Response>> verify(const Api& api, http::Request request) {
    std::string token{request.parameter("token")};
    auto response = http::text(200, "text/html; charset=utf-8", {});
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("Content-Security-Policy", "default-src 'none'");
    response.headers.set("Referrer-Policy", "no-referrer");
    if (request.method == http::Method::head) {  // programs look at links before people do: that must not use them up
        auto seen = co_await api.confirm_email.look(std::move(token));
        if (!seen) co_return seen.error();
        co_return response;
    }
    auto user = co_await api.confirm_email(std::move(token), std::move(request.trace));
    if (!user) co_return user.error();
    response.content = confirmed_page(*user);
    co_return response;
}

Task<Result<http::Response>> resend(const Api& api, http::Request request) {
    auto viewer = api.access.required(request);
    if (!viewer) co_return viewer.error();
    auto ordered = co_await api.confirm_email.resend(UserId{viewer->user}, std::move(request.trace));
    if (!ordered && ordered.error().code() == core::not_found)
        co_return core::Error{core::unauthenticated, "disabled or deleted"};
    if (!ordered) co_return ordered.error();
    co_return http::empty(202);
}

Task<Result<http::Response>> forgot(const Api& api, http::Request request) {
    auto document = co_await http::read_json(request);
    if (!document) co_return document.error();
    auto email = document->root().string("email");
    auto sound = document->outcome();
    if (!sound) co_return sound.error();
    auto ordered = co_await api.reset_password.ask(std::move(*email), std::move(request.trace));
    if (!ordered) co_return ordered.error();
    co_return http::empty(202);
}

Task<Result<http::Response>> reset(const Api& api, http::Request request) {
    auto document = co_await http::read_json(request);
    if (!document) co_return document.error();
    auto root = document->root();
    auto token = root.string("token");
    auto password = root.string("password");
    auto sound = document->outcome();
    if (!sound) co_return sound.error();
    auto done = co_await api.reset_password(std::move(*token), std::move(*password), std::move(request.trace));
    if (!done) co_return done.error();
    co_return http::empty(204);
}

}  // namespace

void add_mail_routes(http::Router& router, const Api& api) {
    router.add(http::Method::get, "/user/verify/{token}", handler(api, verify));
    router.add(http::Method::post, "/user/verify/resend", handler(api, resend), {.limit = http::Limit::forgot});
    router.add(http::Method::post, "/user/password/forgot", handler(api, forgot), {.limit = http::Limit::forgot});
    router.add(http::Method::post, "/user/password/reset", handler(api, reset), {.limit = http::Limit::login});
}

}  // namespace instante::authentication
