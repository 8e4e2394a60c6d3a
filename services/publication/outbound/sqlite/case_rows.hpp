#pragma once

#include <optional>

#include "publication/domain/report.hpp"
#include "sqlite/connection.hpp"

namespace instante::publication::sqlite_file {

/// What is kept of a case beside its reports.
struct CaseRow {
    CaseState state = CaseState::open;
    core::Timestamp since{};
    ReportId newest;
    bool disables = false;  ///< a person: the operator's decision on reports has them disabled
};

std::optional<CaseRow> find_case_row(sqlite::Connection& connection, const Subject& subject);
void put_case_row(sqlite::Connection& connection, const Subject& subject, const CaseRow& row);
/// The case of `subject`, whole. Nothing when there is none.
std::optional<Case> find_case(sqlite::Connection& connection, const Subject& subject);
/// The subject with this id, or that of the report with this id, of which there is a case.
std::optional<Subject> find_subject(sqlite::Connection& connection, std::uint64_t id);

/// The open report of `reporter`.
std::optional<Report> find_open_report(sqlite::Connection& connection, const Subject& subject, UserId reporter);
/// Whether `reporter` has as many open reports as one person may have.
bool has_many_open_reports(sqlite::Connection& connection, UserId reporter);
/// Adds it in the place of a closed one of the same reporter, and of the oldest where the subject has too many.
void add_report(sqlite::Connection& connection, const Report& report);
void close_reports(sqlite::Connection& connection, const Subject& subject);

/// Forgets all that was reported of `subject`.
void forget_case(sqlite::Connection& connection, const Subject& subject);
/// Forgets up to `limit` reports of `reporter`, and cases that have no report left; hidden ones stay, for the operator to show
/// again. Whether there was one.
bool forget_reports_of(sqlite::Connection& connection, UserId reporter, std::size_t limit);

}  // namespace instante::publication::sqlite_file
