#pragma once

#include <functional>
#include <string>

#include "core/ids.hpp"
#include "core/trace.hpp"
#include "publication/ports/people.hpp"
#include "publication/ports/publication_store.hpp"
#include "publication/ports/removals.hpp"
#include "publication/ports/reports.hpp"

namespace instante::publication {

/// Deletes one's own publication everywhere, hidden or not; its media follow by the event.
class Remove {
public:
    Remove(PublicationStore& store, Reports& reports) : store_(store), reports_(reports) {}

    /// Errors: `not_found`, `forbidden`.
    [[nodiscard]] Task<Result<void>> operator()(UserId viewer, PublicationId id, core::Trace trace);

private:
    /// Whether `viewer` may: it is theirs. Of what is hidden only they are told that it exists.
    Task<Result<void>> permit(UserId viewer, PublicationId id);

    PublicationStore& store_;
    Reports& reports_;
};

/// Deletes everything one has published until now.
class RemoveAll {
public:
    /// `resume` wakes whoever completes removals, should this be cut short.
    RemoveAll(Removals& removals, People& people, core::IdGenerator& ids, std::function<void()> resume)
        : removals_(removals), people_(people), ids_(ids), resume_(std::move(resume)) {}

    /// `name` is the id or username of whose publications are meant: one's own. Errors: `not_found`, `forbidden`.
    [[nodiscard]] Task<Result<void>> operator()(UserId viewer, std::string name);

private:
    Removals& removals_;
    People& people_;
    core::IdGenerator& ids_;
    std::function<void()> resume_;
};

/// Completes the removals that are promised.
class CompleteRemovals {
public:
    explicit CompleteRemovals(Removals& removals) : removals_(removals) {}

    /// One round, a piece of each; whether there may be more.
    [[nodiscard]] Task<Result<bool>> operator()();

private:
    Removals& removals_;
};

}  // namespace instante::publication
