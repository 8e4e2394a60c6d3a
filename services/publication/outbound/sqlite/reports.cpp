#include <utility>

#include "publication/domain/errors.hpp"
#include "publication/outbound/sqlite/case_rows.hpp"
#include "publication/outbound/sqlite/file.hpp"
#include "publication/outbound/sqlite/person_rows.hpp"
#include "publication/outbound/sqlite/publication_rows.hpp"

namespace instante::publication::sqlite_file {
namespace {

bool is_active(sqlite::Connection& connection, UserId user) {
    const auto known = find_person(connection, user);
    return known && !known->gone();
}

bool is_deleted(sqlite::Connection& connection, UserId user) {
    const auto known = find_person(connection, user);
    return known && known->state == PersonState::deleted;
}

/// Whether somebody who looks for `subject` sees it.
bool is_shown(sqlite::Connection& connection, const Subject& subject) {
    if (const auto* user = std::get_if<UserId>(&subject)) return is_active(connection, *user);
    const auto owner = find_owner(connection, std::get<PublicationId>(subject));
    return owner && is_active(connection, *owner);
}

Result<Filed> file_in(sqlite::Connection& connection, const Report& report) {
    if (!is_shown(connection, report.subject) || is_deleted(connection, report.reporter)) return core::Error{core::not_found};
    if (auto before = find_open_report(connection, report.subject, report.reporter)) return Filed{std::move(*before), false};
    if (has_many_open_reports(connection, report.reporter)) return core::Error{too_many_reports};
    add_report(connection, report);
    auto row = find_case_row(connection, report.subject).value_or(CaseRow{.since = report.created_at, .newest = report.id});
    if (row.state != CaseState::open) row.since = decided_at(report.created_at, row.since);
    row.state = CaseState::open;
    row.newest = std::max(row.newest, report.id);
    put_case_row(connection, report.subject, row);
    return Filed{report, true};
}

Result<CasePage> list_in(sqlite::Connection& connection, CaseState state, ReportId before, std::size_t limit) {
    std::vector<Subject> subjects;
    CasePage page;
    {
        auto row = connection
                       .prepare(
                           "select kind, subject, newest from report_case where state = ? and newest < ? order by newest desc "
                           "limit ?")
                       .bind(static_cast<int>(state), before, limit + 1);
        ReportId last;
        while (row.step()) {
            if (subjects.size() == limit) {
                page.next = last;
                break;
            }
            last = row.id<ReportId>(2);
            subjects.push_back(row.integer(0) == 0 ? Subject{row.id<PublicationId>(1)} : Subject{row.id<UserId>(1)});
        }
    }
    for (const auto& subject : subjects)
        if (auto found = find_case(connection, subject)) page.items.push_back(std::move(*found));
    return page;
}

class SqliteReports final : public Reports {
public:
    SqliteReports(FilePtr file, async::Pool& readers) : file_(std::move(file)), readers_(readers) {}

    Task<Result<Filed>> file(Report report) override {
        auto change = [report = std::move(report)](sqlite::Connection& connection) { return file_in(connection, report); };
        return file_->database().write(std::move(change));
    }

    Task<Result<CasePage>> list(CaseState state, ReportId before, std::size_t limit) override {
        auto look = [this, state, before, limit] {
            return file_->database().read(
                [&](sqlite::Connection& connection) { return list_in(connection, state, before, limit); });
        };
        auto page = co_await async::on(readers_, std::move(look));
        co_return page;
    }

    Task<Result<std::optional<Case>>> find(std::uint64_t id) override {
        auto look = [this, id] {
            return file_->database().read([&](sqlite::Connection& connection) -> Result<std::optional<Case>> {
                const auto subject = find_subject(connection, id);
                return subject ? find_case(connection, *subject) : std::nullopt;
            });
        };
        auto found = co_await async::on(readers_, std::move(look));
        co_return found;
    }

    Task<Result<void>> hide(Subject subject, core::Timestamp at) override {
        auto change = [this, subject, at](sqlite::Connection& connection) { return hide_in(connection, subject, at); };
        return file_->write(std::move(change));
    }

    Task<Result<void>> dismiss(Subject subject, core::Timestamp at) override {
        auto change = [this, subject, at](sqlite::Connection& connection) { return dismiss_in(connection, subject, at); };
        return file_->write(std::move(change));
    }

    Task<Result<std::vector<Publication>>> hidden(std::vector<PublicationId> ids) override {
        auto look = [&](sqlite::Connection& connection) -> Result<std::vector<Publication>> {
            std::vector<Publication> all;
            for (const auto id : ids) {
                auto found = find_publication(connection, id, Place::hidden);
                if (!found) return found.error();
                if (*found) all.push_back(std::move(**found));
            }
            return all;
        };
        co_return file_->database().read(look);
    }

private:
    [[nodiscard]] Result<void> hide_in(sqlite::Connection& connection, const Subject& subject, core::Timestamp now) const {
        auto row = find_case_row(connection, subject);
        if (!row) return core::Error{core::not_found};
        close_reports(connection, subject);
        const auto at = decided_at(now, row->since);
        const auto* user = std::get_if<UserId>(&subject);
        const bool disables = user != nullptr && is_active(connection, *user);
        if (row->state == CaseState::hidden && !disables) return {};
        if (disables) file_->announce(connection, PersonJudged{*user, true, at});
        if (user == nullptr) hide_publication(connection, std::get<PublicationId>(subject));
        put_case_row(connection, subject, {CaseState::hidden, at, row->newest, row->disables || disables});
        return {};
    }

    [[nodiscard]] Result<void> dismiss_in(sqlite::Connection& connection, const Subject& subject, core::Timestamp now) const {
        auto row = find_case_row(connection, subject);
        if (!row) return core::Error{core::not_found};
        close_reports(connection, subject);
        if (row->state == CaseState::dismissed) return {};
        const auto at = decided_at(now, row->since);
        if (row->disables) file_->announce(connection, PersonJudged{std::get<UserId>(subject), false, at});
        if (const auto* publication = std::get_if<PublicationId>(&subject)) show_publication(connection, *publication);
        put_case_row(connection, subject, {CaseState::dismissed, at, row->newest, false});
        return {};
    }

    FilePtr file_;
    async::Pool& readers_;
};

}  // namespace

std::unique_ptr<Reports> make_reports(FilePtr file, async::Pool& readers) {
    return std::make_unique<SqliteReports>(std::move(file), readers);
}

}  // namespace instante::publication::sqlite_file
