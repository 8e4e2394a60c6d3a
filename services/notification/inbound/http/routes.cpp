#include "notification/inbound/http/routes.hpp"

#include <utility>

#include "http/query.hpp"
#include "notification/inbound/http/live.hpp"
#include "notification/inbound/http/render.hpp"

namespace instante::notification {
namespace {

Result<bool> unread_of(const http::Request& request) {
    const auto text = request.query_parameter("unread");
    if (!text || *text == "false") return false;
    if (*text == "true") return true;
    return core::Error{core::invalid_fields}.with_fields({{"unread", "not-a-boolean", "true or false"}});
}

/// The request as far as its query tells. All bad parameters are told at once.
Result<InboxRequest> parse_query(const http::Request& request) {
    const auto paging = http::paging(request);
    const auto unread = unread_of(request);
    if (!paging) {
        auto fields = paging.error().fields();
        if (!unread && !fields.empty()) fields.push_back(unread.error().fields().front());
        return paging.error().with_fields(std::move(fields));
    }
    if (!unread) return unread.error();
    InboxRequest asked;
    asked.unread = *unread;
    asked.limit = paging->limit;
    if (paging->after) {
        asked.before = core::parse_as<NotificationId>(*paging->after);
        if (!asked.before) return core::Error{core::bad_cursor};
    }
    return asked;
}

Task<Result<http::Response>> list(Doors doors, http::Request request) {
    const auto viewer = doors.access.required(request);
    if (!viewer) co_return viewer.error();
    auto asked = parse_query(request);
    if (!asked) co_return asked.error();
    asked->user = UserId{viewer->user};
    auto page = co_await doors.read_inbox(*asked);
    if (!page) co_return page.error();
    std::optional<std::string> next;
    if (page->next) next = core::to_string(*page->next);
    co_return http::list(request, render_entries(*page, doors.urls), next);
}

Task<Result<http::Response>> mark(Doors doors, http::Request request) {
    const auto viewer = doors.access.required(request);
    if (!viewer) co_return viewer.error();
    auto document = co_await http::read_json(request);
    if (!document) co_return document.error();
    const auto up_to = document->root().id<NotificationId>("up_to");
    const auto sound = document->outcome();
    if (!sound) co_return sound.error();
    auto marked = co_await doors.mark_read(UserId{viewer->user}, *up_to);
    if (!marked) co_return marked.error();
    co_return http::empty(204);
}

}  // namespace

void add_routes(http::Router& router, Doors doors) {
    router.add(http::Method::get, "/notifications", [doors](http::Request request) { return list(doors, std::move(request)); });
    router.add(http::Method::post, "/notifications/read",
               [doors](http::Request request) { return mark(doors, std::move(request)); });
    router.add(http::Method::get, "/notifications/stream",
               [doors](http::Request request) { return stream(doors, std::move(request)); }, {.deadline = {}});
}

}  // namespace instante::notification
