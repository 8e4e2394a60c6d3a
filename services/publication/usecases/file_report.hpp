#pragma once

#include <string>
#include <variant>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "publication/ports/people.hpp"
#include "publication/ports/publication_store.hpp"
#include "publication/ports/reports.hpp"

namespace instante::publication {

/// What somebody has to say of a publication, or of a person by id or username.
struct Complaint {
    std::variant<PublicationId, std::string> about;
    Reason reason = Reason::other;
    std::string text;
};

/// Tells the operator of a publication or a person.
class FileReport {
public:
    struct Needs {
        Reports& reports;
        PublicationStore& publications;
        People& people;
        core::IdGenerator& ids;
        const core::Clock& clock;
    };
    explicit FileReport(Needs needs) : needs_(needs) {}

    /// While an earlier report of the same reporter on the same subject is open, that one again. Errors: `not_found`;
    /// `own_report`; `too_many_reports`.
    [[nodiscard]] Task<Result<Filed>> operator()(UserId reporter, Complaint complaint);

private:
    Task<Result<Subject>> find_subject(UserId reporter, std::variant<PublicationId, std::string> about);
    Task<Result<Subject>> find_publication(UserId reporter, PublicationId id);
    Task<Result<Subject>> find_person(UserId reporter, std::string name);

    Needs needs_;
};

}  // namespace instante::publication
