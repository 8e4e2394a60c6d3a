#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "publication/domain/publication.hpp"
#include "publication/domain/report.hpp"

namespace instante::publication {

/// A report as it is kept.
struct Filed {
    Report report;
    bool added = false;  ///< else it is an earlier one of the same reporter, which is still open
};

/// What people report, and what the operator decides. Each call is one transaction. Of a publication that is deleted, or a person
/// (as subject and as reporter), nothing is left here once `PublicationStore` and `Removals` have done their work.
class Reports {
public:
    virtual ~Reports() = default;
    /// Keeps the report, and opens the case of its subject. While an earlier one of the same reporter is open nothing changes;
    /// one that is closed makes room, as does the oldest of more than `case_report_limit`. Errors: `not_found` (the subject is
    /// not to be seen, or the reporter is deleted); `too_many_reports`.
    virtual Task<Result<Filed>> file(Report report) = 0;
    /// Up to `limit` (1..100) cases in `state` whose newest report is older than `before`, newest first.
    virtual Task<Result<CasePage>> list(CaseState state, ReportId before, std::size_t limit) = 0;
    /// The case of the subject with this id, or that which the report with this id belongs to.
    virtual Task<Result<std::optional<Case>>> find(std::uint64_t id) = 0;
    /// Closes the reports and hides the subject: a publication leaves every list and is found by `hidden` alone, and by those who
    /// add it again or delete it; a person who is active is to be disabled (outbox: `PersonJudged`). Hidden already, it stays so.
    /// `at` as `decided_at`. Errors: `not_found` (no such case).
    virtual Task<Result<void>> hide(Subject subject, core::Timestamp at) = 0;
    /// Closes the reports and takes back what `hide` did: a publication is where it was, also for who has followed its owner
    /// since; a person is to be enabled if `hide` had them disabled. Errors: `not_found` (no such case).
    virtual Task<Result<void>> dismiss(Subject subject, core::Timestamp at) = 0;
    /// Those of `ids` that are hidden, in any order; at most 100.
    virtual Task<Result<std::vector<Publication>>> hidden(std::vector<PublicationId> ids) = 0;
};

}  // namespace instante::publication
