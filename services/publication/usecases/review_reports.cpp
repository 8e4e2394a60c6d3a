#include "publication/usecases/review_reports.hpp"

#include <utility>
#include <vector>

namespace instante::publication {

Task<Result<core::Page<Reviewed, ReportId>>> ReviewReports::list(CaseState state, ReportId before, std::size_t limit) {
    auto found = co_await needs_.reports.list(state, before, limit);
    if (!found) co_return found.error();
    core::Page<Reviewed, ReportId> page;
    page.next = found->next;
    for (auto& each : found->items) {
        auto reviewed = co_await review(std::move(each));
        if (!reviewed) co_return reviewed.error();
        page.items.push_back(std::move(*reviewed));
    }
    co_return page;
}

Task<Result<Reviewed>> ReviewReports::hide(std::uint64_t id) {
    auto reviewed = co_await find(id);
    if (!reviewed) co_return reviewed.error();
    auto hidden = co_await needs_.reports.hide(reviewed->found.subject, needs_.clock.now());
    if (!hidden) co_return hidden.error();
    co_return reviewed;
}

Task<Result<Reviewed>> ReviewReports::dismiss(std::uint64_t id) {
    auto reviewed = co_await find(id);
    if (!reviewed) co_return reviewed.error();
    auto dismissed = co_await needs_.reports.dismiss(reviewed->found.subject, needs_.clock.now());
    if (!dismissed) co_return dismissed.error();
    spread_();
    co_return reviewed;
}

Task<Result<Reviewed>> ReviewReports::find(std::uint64_t id) {
    auto found = co_await needs_.reports.find(id);
    if (!found) co_return found.error();
    if (!*found) co_return core::Error{core::not_found, "nobody has reported " + core::format_id(id)};
    auto reviewed = co_await review(std::move(**found));
    co_return reviewed;
}

Task<Result<Reviewed>> ReviewReports::review(Case found) {
    Reviewed reviewed{.found = std::move(found), .username = {}, .publication = {}};
    UserId person;
    if (const auto* id = std::get_if<PublicationId>(&reviewed.found.subject)) {
        auto publication = co_await find_publication(*id);
        if (!publication) co_return publication.error();
        reviewed.publication = std::move(*publication);
        if (reviewed.publication) person = reviewed.publication->owner;
    } else {
        person = std::get<UserId>(reviewed.found.subject);
    }
    std::vector<UserId> ids{person};
    auto people = co_await needs_.people.find(std::move(ids));
    if (!people) co_return people.error();
    if (!people->empty()) reviewed.username = people->front().username;
    co_return reviewed;
}

Task<Result<std::optional<Publication>>> ReviewReports::find_publication(PublicationId id) {
    std::vector<PublicationId> ids{id};
    auto found = co_await needs_.publications.find(ids);
    if (found && found->empty()) found = co_await needs_.reports.hidden(std::move(ids));
    if (!found) co_return found.error();
    if (found->empty()) co_return std::optional<Publication>{};
    co_return std::optional{std::move(found->front())};
}

}  // namespace instante::publication
