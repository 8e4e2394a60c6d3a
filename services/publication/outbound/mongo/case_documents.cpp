#include "publication/outbound/mongo/case_documents.hpp"

#include "mongo/update.hpp"
#include "publication/outbound/mongo/shelf.hpp"

namespace instante::publication::mongo_shelf {
namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;
using mongo::Update;
using mongo::View;

std::string case_id(const Subject& subject) {
    const char* kind = std::holds_alternative<UserId>(subject) ? "user|" : "publication|";
    return kind + std::to_string(number_of(subject));
}

Subject subject_of(const View& document) {
    if (document.boolean("is_user")) return document.id<UserId>("subject");
    return document.id<PublicationId>("subject");
}

Document to_document(const KeptReport& kept) {
    return {{"id", kept.report.id},     {"reporter", kept.report.reporter}, {"reason", static_cast<int>(kept.report.reason)},
            {"text", kept.report.text}, {"at", kept.report.created_at},     {"open", kept.open}};
}

KeptReport to_report(const View& document, const Subject& subject) {
    return {.report = {.id = document.id<ReportId>("id"),
                       .reporter = document.id<UserId>("reporter"),
                       .subject = subject,
                       .reason = static_cast<Reason>(document.integer("reason")),
                       .text = document.text("text"),
                       .created_at = document.time("at")},
            .open = document.boolean("open")};
}

KeptCase to_case(const View& document) {
    KeptCase kept{.subject = subject_of(document),
                  .state = static_cast<CaseState>(document.integer("state")),
                  .since = document.time("since"),
                  .newest = document.id<ReportId>("newest"),
                  .disables = document.boolean("disables"),
                  .revision = document.integer("revision"),
                  .reports = {}};
    for (const auto& report : document.documents("reports")) kept.reports.push_back(to_report(report, kept.subject));
    return kept;
}

/// A document without `state` is a case that was forgotten while its last announcement waits.
Document present(Document filter) {
    filter.add("state", Document{{"$exists", true}});
    return filter;
}

/// Forgets a case as it was read. Whether it still was so.
bool forget(Connection& connection, const KeptCase& kept) {
    const Document same{{"_id", case_id(kept.subject)}, {"revision", kept.revision}};
    auto silent = same;
    silent.add("outbox_at", nullptr);
    if (connection.remove(cases, silent)) return true;
    Update emptied;
    for (const auto* field : {"is_user", "subject", "state", "since", "newest", "disables", "reports"}) emptied.unset(field);
    return connection.update(cases, same, emptied.increment("revision", 1).document()).matched;
}

}  // namespace

void KeptCase::close_reports() {
    for (auto& kept : reports) kept.open = false;
}

Case KeptCase::whole() const {
    Case shown{.subject = subject, .state = state, .since = since, .newest = newest, .reports = {}};
    for (const auto& kept : reports) shown.count(kept.report);
    return shown;
}

std::optional<KeptCase> find_case(Connection& connection, const Subject& subject) {
    const auto found = connection.find_one(cases, present(Document{{"_id", case_id(subject)}}));
    if (!found) return std::nullopt;
    return to_case(found->view());
}

std::optional<KeptCase> find_case(Connection& connection, std::uint64_t id) {
    for (const Subject& subject : {Subject{PublicationId{id}}, Subject{UserId{id}}})
        if (auto found = find_case(connection, subject)) return found;
    const auto found = connection.find_one(cases, Document{{"reports.id", id}});
    if (!found) return std::nullopt;
    return to_case(found->view());
}

bool write_case(Connection& connection, const KeptCase& kept, const mongo::Enclosures* announced) {
    Array reports;
    for (const auto& report : kept.reports) reports.add(to_document(report));
    Update update;
    update.set("is_user", std::holds_alternative<UserId>(kept.subject))
        .set("subject", number_of(kept.subject))
        .set("state", static_cast<int>(kept.state))
        .set("since", kept.since)
        .set("newest", kept.newest)
        .set("disables", kept.disables)
        .set("reports", reports)
        .increment("revision", 1);
    if (announced != nullptr) announced->into(update);
    Document filter{{"_id", case_id(kept.subject)}};
    if (kept.revision == 0) {
        filter.add("state", Document{{"$exists", false}});
        return !connection.update(cases, filter, update.document(), true).refused();
    }
    filter.add("revision", kept.revision);
    return connection.update(cases, filter, update.document()).matched;
}

core::Page<Subject, ReportId> list_cases(Connection& connection, CaseState state, ReportId before, std::size_t limit) {
    const Document filter{{"state", static_cast<int>(state)}, {"newest", Document{{"$lt", before}}}};
    const auto found = connection.find(cases, filter,
                                       {.sort = Document{{"newest", -1}},
                                        .limit = limit + 1,
                                        .projection = Document{{"newest", 1}, {"is_user", 1}, {"subject", 1}}});
    core::Page<Subject, ReportId> page;
    ReportId last;
    for (const auto& each : found) {
        if (page.items.size() == limit) {
            page.next = last;
            break;
        }
        last = each.view().id<ReportId>("newest");
        page.items.push_back(subject_of(each.view()));
    }
    return page;
}

bool has_many_open_reports(Connection& connection, UserId reporter) {
    const Document theirs{{"$elemMatch", Document{{"reporter", reporter}, {"open", true}}}};
    const auto found = connection.find(cases, Document{{"reports.reporter", reporter}, {"reports", theirs}},
                                       {.limit = open_report_limit, .projection = Document{{"_id", 1}}});
    return found.size() == open_report_limit;
}

void forget_case(Connection& connection, const Subject& subject) {
    for (;;) {
        const auto known = find_case(connection, subject);
        if (!known || forget(connection, *known)) return;
    }
}

bool forget_reports_of(Connection& connection, UserId reporter, std::size_t limit) {
    const auto found = connection.find(cases, Document{{"reports.reporter", reporter}}, {.limit = limit});
    for (const auto& document : found) {
        auto kept = to_case(document.view());
        std::erase_if(kept.reports, [&](const KeptReport& each) { return each.report.reporter == reporter; });
        // One that was changed meanwhile is found again.
        if (kept.reports.empty() && kept.state != CaseState::hidden) {
            forget(connection, kept);
        } else {
            write_case(connection, kept);
        }
    }
    return !found.empty();
}

}  // namespace instante::publication::mongo_shelf
