#include <algorithm>
#include <utility>

#include "mongo/update.hpp"
#include "publication/domain/errors.hpp"
#include "publication/outbound/mongo/case_documents.hpp"
#include "publication/outbound/mongo/person_documents.hpp"
#include "publication/outbound/mongo/publication_documents.hpp"
#include "publication/outbound/mongo/shelf.hpp"
#include "publication/outbound/mongo/spreading.hpp"

namespace instante::publication::mongo_shelf {
namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;
using mongo::Update;

bool is_active(Connection& connection, UserId user) {
    return !active_versions(connection, {user}).empty();
}

/// Whether somebody who looks for `subject` sees it.
bool is_shown(Connection& connection, const Subject& subject) {
    if (const auto* user = std::get_if<UserId>(&subject)) return is_active(connection, *user);
    return !list_shown(connection, {std::get<PublicationId>(subject)}).empty();
}

bool is_past(Connection& connection, const Subject& subject) {
    if (const auto* user = std::get_if<UserId>(&subject)) return is_deleted(connection, *user);
    const Document tombstone{{"_id", std::get<PublicationId>(subject)}, {"state", number(State::deleted)}};
    return connection.exists(publications, tombstone);
}

void hide_publication(Connection& connection, PublicationId id) {
    connection.update(publications, Document{{"_id", id}, {"state", number(State::shown)}},
                      Update{}.set("state", number(State::hidden)).document());
}

/// Who has begun to follow its owner since has not got it, so it spreads again.
void show_publication(Connection& connection, PublicationId id) {
    Update shown;
    shown.set("state", number(State::shown));
    auto spreading = shown;
    begin_to_spread(spreading, id);
    const Document hidden{{"_id", id}, {"state", number(State::hidden)}};
    auto pushed = hidden;
    pushed.add("reach", static_cast<int>(Reach::push));
    connection.update(publications, pushed, spreading.document());
    connection.update(publications, hidden, shown.document());
}

/// In the place of a closed one of the same reporter, and of the oldest where there are too many.
void add_report(KeptCase& kept, const Report& report) {
    std::erase_if(kept.reports, [&](const KeptReport& each) { return each.report.reporter == report.reporter; });
    kept.reports.push_back({.report = report, .open = true});
    std::ranges::sort(kept.reports, std::ranges::greater{}, [](const KeptReport& each) { return each.report.id; });
    if (kept.reports.size() > case_report_limit) kept.reports.resize(case_report_limit);
    if (kept.state != CaseState::open) kept.since = decided_at(report.created_at, kept.since);
    kept.state = CaseState::open;
    kept.newest = std::max(kept.newest, report.id);
}

class MongoReports final : public Reports {
public:
    explicit MongoReports(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<Filed>> file(Report report) override {
        auto work = [report = std::move(report)](Connection& connection) { return file_in(connection, report); };
        return shelf_->write(std::move(work));
    }

    Task<Result<CasePage>> list(CaseState state, ReportId before, std::size_t limit) override {
        auto work = [state, before, limit](Connection& connection) -> Result<CasePage> {
            const auto subjects = list_cases(connection, state, before, limit);
            CasePage page;
            page.next = subjects.next;
            for (const auto& subject : subjects.items)
                if (const auto kept = find_case(connection, subject)) page.items.push_back(kept->whole());
            return page;
        };
        return shelf_->read(work);
    }

    Task<Result<std::optional<Case>>> find(std::uint64_t id) override {
        auto work = [id](Connection& connection) -> Result<std::optional<Case>> {
            const auto kept = find_case(connection, id);
            return kept ? std::optional{kept->whole()} : std::optional<Case>{};
        };
        return shelf_->read(work);
    }

    Task<Result<void>> hide(Subject subject, core::Timestamp at) override {
        auto work = [this, subject, at](Connection& connection) { return hide_in(connection, subject, at); };
        return shelf_->write(std::move(work));
    }

    Task<Result<void>> dismiss(Subject subject, core::Timestamp at) override {
        auto work = [this, subject, at](Connection& connection) { return dismiss_in(connection, subject, at); };
        return shelf_->write(std::move(work));
    }

    Task<Result<std::vector<Publication>>> hidden(std::vector<PublicationId> ids) override {
        auto work = [ids = std::move(ids)](Connection& connection) -> Result<std::vector<Publication>> {
            std::vector<Publication> all;
            const Document filter{{"_id", Document{{"$in", Array::of(ids)}}}, {"state", number(State::hidden)}};
            for (const auto& found : connection.find(publications, filter)) all.push_back(to_publication(found.view()));
            return all;
        };
        return shelf_->read(std::move(work));
    }

private:
    static Result<Filed> file_in(Connection& connection, const Report& report) {
        if (!is_shown(connection, report.subject) || is_deleted(connection, report.reporter)) return core::Error{core::not_found};
        for (;;) {
            const KeptCase fresh{.subject = report.subject, .since = report.created_at, .newest = report.id, .reports = {}};
            auto kept = find_case(connection, report.subject).value_or(fresh);
            for (const auto& each : kept.reports)
                if (each.open && each.report.reporter == report.reporter) return Filed{each.report, false};
            if (has_many_open_reports(connection, report.reporter)) return core::Error{too_many_reports};
            add_report(kept, report);
            if (write_case(connection, kept)) break;
        }
        // Looked at again: whoever deletes one of the two may have looked for reports before this one was there.
        const bool past_subject = is_past(connection, report.subject);
        const bool past_reporter = is_deleted(connection, report.reporter);
        if (past_subject) forget_case(connection, report.subject);
        while (past_reporter && forget_reports_of(connection, report.reporter, 1)) {
        }
        if (past_subject || past_reporter) return core::Error{core::not_found};
        return Filed{report, true};
    }

    /// The publication first: cut short, the case still says that there is something to decide.
    [[nodiscard]] Result<void> hide_in(Connection& connection, const Subject& subject, core::Timestamp now) const {
        for (;;) {
            auto kept = find_case(connection, subject);
            if (!kept) return core::Error{core::not_found};
            kept->close_reports();
            const auto* user = std::get_if<UserId>(&subject);
            const bool disables = user != nullptr && is_active(connection, *user);
            const bool decides = kept->state != CaseState::hidden || disables;
            if (decides) {
                kept->since = decided_at(now, kept->since);
                kept->state = CaseState::hidden;
                kept->disables = kept->disables || disables;
            }
            if (user == nullptr && decides) hide_publication(connection, std::get<PublicationId>(subject));
            if (write(connection, *kept, disables ? std::optional{PersonJudged{*user, true, kept->since}} : std::nullopt))
                return {};
        }
    }

    [[nodiscard]] Result<void> dismiss_in(Connection& connection, const Subject& subject, core::Timestamp now) const {
        for (;;) {
            auto kept = find_case(connection, subject);
            if (!kept) return core::Error{core::not_found};
            kept->close_reports();
            std::optional<PersonJudged> judged;
            if (kept->state != CaseState::dismissed) {
                kept->since = decided_at(now, kept->since);
                kept->state = CaseState::dismissed;
                if (kept->disables) judged = PersonJudged{std::get<UserId>(subject), false, kept->since};
                kept->disables = false;
                if (const auto* id = std::get_if<PublicationId>(&subject)) show_publication(connection, *id);
            }
            if (write(connection, *kept, judged)) return {};
        }
    }

    [[nodiscard]] bool write(Connection& connection, const KeptCase& kept, const std::optional<PersonJudged>& judged) const {
        if (!judged) return write_case(connection, kept);
        const auto announced = shelf_->enclose(*judged);
        return write_case(connection, kept, &announced);
    }

    ShelfPtr shelf_;
};

}  // namespace

std::unique_ptr<Reports> make_reports(ShelfPtr shelf) {
    return std::make_unique<MongoReports>(std::move(shelf));
}

}  // namespace instante::publication::mongo_shelf
