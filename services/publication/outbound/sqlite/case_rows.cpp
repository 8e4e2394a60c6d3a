#include "publication/outbound/sqlite/case_rows.hpp"

#include <utility>
#include <vector>

namespace instante::publication::sqlite_file {
namespace {

/// Its number in the column `kind`.
std::size_t kind_of(const Subject& subject) {
    return subject.index();
}

Subject read_subject(const sqlite::Statement& row, int kind, int subject) {
    if (row.integer(kind) == 0) return row.id<PublicationId>(subject);
    return row.id<UserId>(subject);
}

/// A report of a row `id, reporter, reason, text, created_at`.
Report read_report(const sqlite::Statement& row, const Subject& subject) {
    return {.id = row.id<ReportId>(0),
            .reporter = row.id<UserId>(1),
            .subject = subject,
            .reason = static_cast<Reason>(row.integer(2)),
            .text = row.text(3),
            .created_at = row.time(4)};
}

void drop_oldest_report(sqlite::Connection& connection, const Subject& subject) {
    std::optional<ReportId> oldest;
    {
        auto row = connection.prepare("select id from report where kind = ? and subject = ? order by id desc limit 1 offset ?")
                       .bind(kind_of(subject), number_of(subject), case_report_limit);
        if (row.step()) oldest = row.id<ReportId>(0);
    }
    if (oldest) connection.prepare("delete from report where id = ?").bind(*oldest).run();
}

bool has_reports(sqlite::Connection& connection, const Subject& subject) {
    auto row = connection.prepare("select 1 from report where kind = ? and subject = ? limit 1")
                   .bind(kind_of(subject), number_of(subject));
    return row.step();
}

}  // namespace

std::optional<CaseRow> find_case_row(sqlite::Connection& connection, const Subject& subject) {
    auto row = connection.prepare("select state, since, newest, disables from report_case where kind = ? and subject = ?")
                   .bind(kind_of(subject), number_of(subject));
    if (!row.step()) return std::nullopt;
    return CaseRow{.state = static_cast<CaseState>(row.integer(0)),
                   .since = row.time(1),
                   .newest = row.id<ReportId>(2),
                   .disables = row.integer(3) != 0};
}

void put_case_row(sqlite::Connection& connection, const Subject& subject, const CaseRow& row) {
    connection
        .prepare("insert or replace into report_case (kind, subject, state, since, newest, disables) values (?, ?, ?, ?, ?, ?)")
        .bind(kind_of(subject), number_of(subject), static_cast<int>(row.state), row.since, row.newest, row.disables)
        .run();
}

std::optional<Case> find_case(sqlite::Connection& connection, const Subject& subject) {
    const auto known = find_case_row(connection, subject);
    if (!known) return std::nullopt;
    Case found{.subject = subject, .state = known->state, .since = known->since, .newest = known->newest, .reports = {}};
    auto row =
        connection
            .prepare("select id, reporter, reason, text, created_at from report where kind = ? and subject = ? order by id desc")
            .bind(kind_of(subject), number_of(subject));
    while (row.step()) found.count(read_report(row, subject));
    return found;
}

std::optional<Subject> find_subject(sqlite::Connection& connection, std::uint64_t id) {
    for (const Subject& subject : {Subject{PublicationId{id}}, Subject{UserId{id}}})
        if (find_case_row(connection, subject)) return subject;
    auto row = connection.prepare("select kind, subject from report where id = ?").bind(id);
    if (!row.step()) return std::nullopt;
    return read_subject(row, 0, 1);
}

std::optional<Report> find_open_report(sqlite::Connection& connection, const Subject& subject, UserId reporter) {
    auto row =
        connection
            .prepare(
                "select id, reporter, reason, text, created_at from report where kind = ? and subject = ? and reporter = ? "
                "and open = 1")
            .bind(kind_of(subject), number_of(subject), reporter);
    if (!row.step()) return std::nullopt;
    return read_report(row, subject);
}

bool has_many_open_reports(sqlite::Connection& connection, UserId reporter) {
    auto row = connection.prepare("select 1 from report where reporter = ? and open = 1 limit 1 offset ?")
                   .bind(reporter, open_report_limit - 1);
    return row.step();
}

void add_report(sqlite::Connection& connection, const Report& report) {
    connection.prepare("delete from report where kind = ? and subject = ? and reporter = ?")
        .bind(kind_of(report.subject), number_of(report.subject), report.reporter)
        .run();
    connection
        .prepare(
            "insert into report (id, reporter, kind, subject, reason, text, created_at, open) values (?, ?, ?, ?, ?, ?, ?, 1)")
        .bind(report.id, report.reporter, kind_of(report.subject), number_of(report.subject), static_cast<int>(report.reason),
              report.text, report.created_at)
        .run();
    drop_oldest_report(connection, report.subject);
}

void close_reports(sqlite::Connection& connection, const Subject& subject) {
    connection.prepare("update report set open = 0 where kind = ? and subject = ? and open = 1")
        .bind(kind_of(subject), number_of(subject))
        .run();
}

void forget_case(sqlite::Connection& connection, const Subject& subject) {
    connection.prepare("delete from report where kind = ? and subject = ?").bind(kind_of(subject), number_of(subject)).run();
    connection.prepare("delete from report_case where kind = ? and subject = ?").bind(kind_of(subject), number_of(subject)).run();
}

bool forget_reports_of(sqlite::Connection& connection, UserId reporter, std::size_t limit) {
    std::vector<std::pair<ReportId, Subject>> reports;
    {
        auto row = connection.prepare("select id, kind, subject from report where reporter = ? limit ?").bind(reporter, limit);
        while (row.step()) reports.emplace_back(row.id<ReportId>(0), read_subject(row, 1, 2));
    }
    for (const auto& [id, subject] : reports) {
        connection.prepare("delete from report where id = ?").bind(id).run();
        const auto left = find_case_row(connection, subject);
        if (left && left->state != CaseState::hidden && !has_reports(connection, subject)) forget_case(connection, subject);
    }
    return !reports.empty();
}

}  // namespace instante::publication::sqlite_file
