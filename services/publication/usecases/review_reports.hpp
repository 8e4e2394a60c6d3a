#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/page.hpp"
#include "core/time.hpp"
#include "publication/ports/people.hpp"
#include "publication/ports/publication_store.hpp"
#include "publication/ports/reports.hpp"

namespace instante::publication {

/// A case, with what its subject is.
struct Reviewed {
    Case found;
    std::string username;                    ///< of the person, or of the publication's owner; empty: unknown, or gone
    std::optional<Publication> publication;  ///< whether it is shown or hidden
};

/// What the operator does with reports.
class ReviewReports {
public:
    struct Needs {
        Reports& reports;
        PublicationStore& publications;
        People& people;
        const core::Clock& clock;
    };
    /// `spread` wakes whoever brings publications to followers: one that is shown again goes to those who came meanwhile.
    ReviewReports(Needs needs, std::function<void()> spread) : needs_(needs), spread_(std::move(spread)) {}

    [[nodiscard]] Task<Result<core::Page<Reviewed, ReportId>>> list(CaseState state, ReportId before, std::size_t limit);
    /// `id` is the subject's or a report's. Errors: `not_found` (nobody has reported it).
    [[nodiscard]] Task<Result<Reviewed>> hide(std::uint64_t id);
    [[nodiscard]] Task<Result<Reviewed>> dismiss(std::uint64_t id);

private:
    Task<Result<Reviewed>> find(std::uint64_t id);
    Task<Result<Reviewed>> review(Case found);
    Task<Result<std::optional<Publication>>> find_publication(PublicationId id);

    Needs needs_;
    std::function<void()> spread_;
};

}  // namespace instante::publication
