#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "publication/domain/events.hpp"
#include "publication/domain/listed.hpp"
#include "publication/domain/publication.hpp"

namespace instante::publication {

/// What became of a publication that was to be added.
enum class Added : std::uint8_t {
    complete,   ///< it is there, and in every feed it belongs in
    spreading,  ///< it is there; `Timelines` still has followers to bring it to
    refused,    ///< it had been deleted already, or its owner has, or all of theirs up to it: its media were announced as deleted
};

/// Where publications rest. Each call is one transaction; safe from any coroutine of the service. What is deleted leaves a
/// tombstone and is found by nothing; what is hidden (`Reports`) by those alone who add it again or remove it.
class PublicationStore {
public:
    virtual ~PublicationStore() = default;
    /// Adds the publication and queues what it causes (outbox: `publication.created`, the notification to the followers with the
    /// newest known owner), puts it into its owner's timeline and those of their first followers. `created.owner` is kept where
    /// the read model of people has nothing newer. The same again changes nothing, even after edits. Errors: `other_content`.
    virtual Task<Result<Added>> add(PublicationCreated created) = 0;
    /// Replaces the publication by the next version of it, and queues the event. Errors: `not_found` (none such of this owner),
    /// `outdated` (the version is not the next).
    virtual Task<Result<void>> replace(PublicationUpdated updated) = 0;
    /// Deletes those of `ids` that belong to `owner` and queues `publication.deleted` for each. What is gone already is fine. At
    /// most 100.
    virtual Task<Result<void>> remove(UserId owner, std::vector<PublicationId> ids, core::Trace trace) = 0;
    /// Those of `ids` that exist, in any order; at most 100.
    virtual Task<Result<std::vector<Publication>>> find(std::vector<PublicationId> ids) = 0;
    /// The publication, where it exists and its owner is not gone.
    virtual Task<Result<std::optional<Listed>>> look_up(PublicationId id) = 0;
    /// Up to `limit` (1..100) publications of `owner` older than `before`. An unknown owner has none, nor has one who is gone.
    virtual Task<Result<ListedPage>> by_owner(UserId owner, PublicationId before, std::size_t limit) = 0;
    /// Up to `limit` (1..100) of everybody's older than `before`, of people who are not gone.
    virtual Task<Result<ListedPage>> newest(PublicationId before, std::size_t limit) = 0;
};

}  // namespace instante::publication
