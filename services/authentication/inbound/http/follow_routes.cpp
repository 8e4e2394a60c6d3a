#include <charconv>
#include <cstdint>
#include <string>
#include <utility>

#include "authentication/inbound/http/api.hpp"
#include "authentication/inbound/http/render.hpp"
#include "http/query.hpp"
#include "json/writer.hpp"

namespace instante::authentication {

namespace {

Task<Result<http::Response>> follow(const Api& api, http::Request request) {
    auto viewer = api.access.required(request);
    if (!viewer) co_return viewer.error();
    std::string id{request.parameter("id")};
    auto edge = co_await api.follow.begin(UserId{viewer->user}, std::move(id), std::move(request.trace));
    if (!edge) co_return edge.error();
    std::string content;
    json::Writer out{content};
    out.object().field("following", edge->state == FollowState::active).field("requested", edge->state == FollowState::requested);
    out.end_object();
    auto response = http::json(200, std::move(content));
    response.headers.set("Cache-Control", "no-store");
    co_return response;
}

Task<Result<http::Response>> unfollow(const Api& api, http::Request request) {
    auto viewer = api.access.required(request);
    if (!viewer) co_return viewer.error();
    std::string id{request.parameter("id")};
    auto ended = co_await api.follow.end(UserId{viewer->user}, std::move(id), std::move(request.trace));
    if (!ended) co_return ended.error();
    co_return http::empty(204);
}

Task<Result<http::Response>> list(const Api& api, http::Request request, ListFollows::Of of) {
    auto viewer = api.access.optional(request);
    if (!viewer) co_return viewer.error();
    auto paging = http::paging(request);
    if (!paging) co_return paging.error();
    std::optional<FollowId> before;
    if (paging->after) {
        before = core::parse_as<FollowId>(*paging->after);
        if (!before) co_return core::Error{core::bad_cursor};
    }
    auto page = co_await api.list(of, std::string{request.parameter("id")}, before, paging->limit);
    if (!page) co_return page.error();
    std::optional<std::string> next;
    if (page->next) next = core::to_string(*page->next);
    auto response = http::list(request, render_people(page->items, api.urls), next);
    response.headers.set("Cache-Control", "no-cache");
    co_return response;
}

Task<Result<http::Response>> followers(const Api& api, http::Request request) {
    return list(api, std::move(request), ListFollows::Of::followers);
}

Task<Result<http::Response>> following(const Api& api, http::Request request) {
    return list(api, std::move(request), ListFollows::Of::following);
}

/// The place in a cursor.
std::optional<std::uint64_t> place_in(const std::string& cursor) {
    std::uint64_t place = 0;
    const auto read = std::from_chars(cursor.data(), cursor.data() + cursor.size(), place);
    const bool whole = read.ec == std::errc{} && read.ptr == cursor.data() + cursor.size();
    return whole && place <= std::uint64_t{INT64_MAX} ? std::optional{place} : std::nullopt;
}

Task<Result<http::Response>> search(const Api& api, http::Request request) {
    auto viewer = api.access.optional(request);
    if (!viewer) co_return viewer.error();
    auto paging = http::paging(request);
    if (!paging) co_return paging.error();
    std::optional<std::uint64_t> after;
    if (paging->after) {
        after = place_in(*paging->after);
        if (!after) co_return core::Error{core::bad_cursor};
    }
    auto page = co_await api.search(std::string{request.parameter("name")}, after, paging->limit);
    if (!page) co_return page.error();
    std::optional<std::string> next;
    if (page->next) next = std::to_string(*page->next);
    auto response = http::list(request, render_people(page->items, api.urls), next);
    response.headers.set("Cache-Control", "no-cache");
    co_return response;
}

}  // namespace

void add_follow_routes(http::Router& router, const Api& api) {
    router.add(http::Method::get, "/user/search/{name}", handler(api, search));
    router.add(http::Method::put, "/user/{id}/follow", handler(api, follow));
    router.add(http::Method::delete_, "/user/{id}/follow", handler(api, unfollow));
    router.add(http::Method::get, "/user/{id}/followers", handler(api, followers));
    router.add(http::Method::get, "/user/{id}/following", handler(api, following));
}

}  // namespace instante::authentication
