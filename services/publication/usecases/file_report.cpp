#include "publication/usecases/file_report.hpp"

#include <utility>

#include "publication/domain/errors.hpp"
#include "publication/usecases/find_person.hpp"

namespace instante::publication {

Task<Result<Filed>> FileReport::operator()(UserId reporter, Complaint complaint) {
    auto subject = co_await find_subject(reporter, std::move(complaint.about));
    if (!subject) co_return subject.error();
    Report report{.id = needs_.ids.next<ReportId>(),
                  .reporter = reporter,
                  .subject = *subject,
                  .reason = complaint.reason,
                  .text = std::move(complaint.text),
                  .created_at = needs_.clock.now()};
    auto filed = co_await needs_.reports.file(std::move(report));
    co_return filed;
}

Task<Result<Subject>> FileReport::find_subject(UserId reporter, std::variant<PublicationId, std::string> about) {
    if (const auto* publication = std::get_if<PublicationId>(&about)) return find_publication(reporter, *publication);
    return find_person(reporter, std::move(std::get<std::string>(about)));
}

Task<Result<Subject>> FileReport::find_publication(UserId reporter, PublicationId id) {
    const auto found = co_await needs_.publications.look_up(id);
    if (!found) co_return found.error();
    if (!*found) co_return core::Error{core::not_found};
    if ((*found)->owner == reporter) co_return core::Error{own_report};
    co_return Subject{id};
}

Task<Result<Subject>> FileReport::find_person(UserId reporter, std::string name) {
    const auto found = co_await find_user(needs_.people, std::move(name), reporter);
    if (!found) co_return found.error();
    if (*found == reporter) co_return core::Error{own_report};
    co_return Subject{*found};
}

}  // namespace instante::publication
