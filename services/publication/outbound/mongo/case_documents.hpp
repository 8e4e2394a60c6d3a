#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "mongo/connection.hpp"
#include "mongo/document_outbox.hpp"
#include "publication/domain/report.hpp"

namespace instante::publication::mongo_shelf {

struct KeptReport {
    Report report;
    bool open = true;
};

/// A case as one document, with all its reports: at most `case_report_limit` of `report_text_limit`, well below what a document
/// may hold.
struct KeptCase {
    Subject subject;
    CaseState state = CaseState::open;
    core::Timestamp since{};
    ReportId newest;
    bool disables = false;            ///< a person: the operator's decision on reports has them disabled
    std::int64_t revision = 0;        ///< of what was read; zero: it is new
    std::vector<KeptReport> reports;  ///< newest first

    void close_reports();
    /// As the operator is shown it.
    [[nodiscard]] Case whole() const;
};

std::optional<KeptCase> find_case(mongo::Connection& connection, const Subject& subject);
/// The case of the subject with this id, or that which the report with this id belongs to.
std::optional<KeptCase> find_case(mongo::Connection& connection, std::uint64_t id);
/// Writes it, with what it announces, unless another has changed it since it was read: false, and nothing is written.
bool write_case(mongo::Connection& connection, const KeptCase& kept, const mongo::Enclosures* announced = nullptr);
/// The subjects of up to `limit` cases, and what the following page comes before.
core::Page<Subject, ReportId> list_cases(mongo::Connection& connection, CaseState state, ReportId before, std::size_t limit);

/// Whether `reporter` has as many open reports as one person may have.
bool has_many_open_reports(mongo::Connection& connection, UserId reporter);
/// Forgets all that was reported of `subject`.
void forget_case(mongo::Connection& connection, const Subject& subject);
/// Forgets what `reporter` reported in up to `limit` cases, and cases that have no report left; hidden ones stay, for the
/// operator to show again. Whether there was one.
bool forget_reports_of(mongo::Connection& connection, UserId reporter, std::size_t limit);

}  // namespace instante::publication::mongo_shelf
