#include "publication/inbound/http/routes.hpp"

#include <utility>

#include "http/conditional.hpp"
#include "http/query.hpp"
#include "publication/inbound/http/read_change.hpp"

namespace instante::publication {
namespace {

/// The longest texts there may be, each character escaped.
constexpr std::size_t change_bytes = 512 * 1024;
/// What is shown depends on who looks, and changes at any time: to be asked for again, which the ETag makes cheap.
constexpr std::string_view revalidate = "private, no-cache";

/// Where in a list a request wants to read.
struct Place {
    PublicationId before;
    std::size_t limit = 0;
};

Result<Place> place_of(const http::Request& request) {
    const auto paging = http::paging(request);
    if (!paging) return paging.error();
    if (!paging->after) return Place{beyond_newest, paging->limit};
    const auto before = core::parse_as<PublicationId>(*paging->after);
    if (!before) return core::Error{core::bad_cursor};
    return Place{*before, paging->limit};
}

UserId user_of(const access::Viewer& viewer) {
    return UserId{viewer.user};
}

std::string etag_of(const Listed& listed) {
    return '"' + to_string(listed.id) + '-' + std::to_string(listed.version) + '-' + std::to_string(listed.owner_version) + '"';
}

}  // namespace

void HttpHandlers::add_routes(http::Router& router) {
    using enum http::Method;
    for (const auto* path : {"/publications", "/publication"})
        router.add(get, path, [this](http::Request request) { return newest(std::move(request)); });
    router.add(get, "/feed", [this](http::Request request) { return feed(std::move(request)); });
    router.add(get, "/publication/{id}", [this](http::Request request) { return show(std::move(request)); });
    router.add(patch, "/publication/{id}", [this](http::Request request) { return edit(std::move(request)); },
               {.body_limit = change_bytes});
    router.add(delete_, "/publication/{id}", [this](http::Request request) { return remove(std::move(request)); });
    router.add(get, "/publication/user/{id}", [this](http::Request request) { return of_user(std::move(request)); });
    router.add(delete_, "/publication/user/{id}", [this](http::Request request) { return remove_all(std::move(request)); });
}

HttpHandlers::Answer HttpHandlers::newest(http::Request request) {
    const auto viewer = access_.optional(request);
    if (!viewer) co_return viewer.error();
    const auto place = place_of(request);
    if (!place) co_return place.error();
    auto page = co_await use_cases_.list_newest(place->before, place->limit);
    auto answer = co_await list(std::move(request), std::move(page));
    co_return answer;
}

HttpHandlers::Answer HttpHandlers::of_user(http::Request request) {
    const auto viewer = access_.optional(request);
    if (!viewer) co_return viewer.error();
    const auto place = place_of(request);
    if (!place) co_return place.error();
    std::string name{request.parameter("id")};
    auto page = co_await use_cases_.list_of_user(std::move(name), user_of(*viewer), place->before, place->limit);
    auto answer = co_await list(std::move(request), std::move(page));
    co_return answer;
}

HttpHandlers::Answer HttpHandlers::feed(http::Request request) {
    const auto viewer = access_.required(request);
    if (!viewer) co_return viewer.error();
    const auto place = place_of(request);
    if (!place) co_return place.error();
    auto page = co_await use_cases_.read_feed(user_of(*viewer), place->before, place->limit);
    auto answer = co_await list(std::move(request), std::move(page));
    co_return answer;
}

HttpHandlers::Answer HttpHandlers::show(http::Request request) {
    const auto viewer = access_.optional(request);
    if (!viewer) co_return viewer.error();
    const auto id = request.id_parameter<PublicationId>("id");
    if (!id) co_return id.error();
    auto answer = co_await resource(std::move(request), *id);
    co_return answer;
}

HttpHandlers::Answer HttpHandlers::edit(http::Request request) {
    const auto viewer = access_.required(request);
    if (!viewer) co_return viewer.error();
    const auto id = request.id_parameter<PublicationId>("id");
    if (!id) co_return id.error();
    auto document = co_await http::read_json(request, change_bytes);
    if (!document) co_return document.error();
    auto change = read_change(std::move(*document));
    if (!change) co_return change.error();
    auto edited = co_await use_cases_.edit(user_of(*viewer), *id, std::move(*change), request.trace);
    if (!edited) co_return edited.error();
    auto answer = co_await resource(std::move(request), *id);
    co_return answer;
}

HttpHandlers::Answer HttpHandlers::remove(http::Request request) {
    const auto viewer = access_.required(request);
    if (!viewer) co_return viewer.error();
    const auto id = request.id_parameter<PublicationId>("id");
    if (!id) co_return id.error();
    auto removed = co_await use_cases_.remove(user_of(*viewer), *id, request.trace);
    if (!removed) co_return removed.error();
    co_return http::empty(202);
}

HttpHandlers::Answer HttpHandlers::remove_all(http::Request request) {
    const auto viewer = access_.required(request);
    if (!viewer) co_return viewer.error();
    std::string name{request.parameter("id")};
    auto removed = co_await use_cases_.remove_all(user_of(*viewer), std::move(name));
    if (!removed) co_return removed.error();
    co_return http::empty(202);
}

HttpHandlers::Answer HttpHandlers::list(http::Request request, Result<ListedPage> page) {
    if (!page) co_return page.error();
    std::string begin{http::list_begin};
    auto content = co_await view_.items(std::move(page->items), std::move(begin));
    if (!content) co_return content.error();
    std::optional<std::string> next;
    if (page->next) next = to_string(*page->next);
    co_return http::end_list(request, std::move(*content), next);
}

HttpHandlers::Answer HttpHandlers::resource(http::Request request, PublicationId id) {
    const auto listed = co_await use_cases_.read_publication(id);
    if (!listed) co_return listed.error();
    const auto etag = etag_of(*listed);
    const bool known = request.method != http::Method::patch && http::not_modified(request, etag);
    auto response = http::empty(304);
    if (!known) {
        auto content = co_await view_.one(*listed);
        if (!content) co_return content.error();
        response = http::json(200, std::move(*content));
    }
    response.headers.set("ETag", etag);
    response.headers.set("Cache-Control", revalidate);
    co_return response;
}

}  // namespace instante::publication
