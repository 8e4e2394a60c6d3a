#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "publication/domain/events.hpp"
#include "publication/domain/person.hpp"
#include "publication/domain/publication.hpp"

namespace instante::publication {

/// What a list needs to know of a publication before its content is looked at: the content of one version never changes.
struct Listed {
    PublicationId id;
    UserId owner;
    std::uint64_t version = 0;

    friend bool operator==(const Listed&, const Listed&) = default;
};

/// Where publications rest. Each call is one transaction; safe from any coroutine of the service. Deleted publications leave a tombstone (id, version) and
/// are found by nothing.
class PublicationStore {
public:
    virtual ~PublicationStore() = default;
    /// Adds the publication and queues what it causes (outbox: `publication.created`, the notification to the followers), puts it into its owner's timeline, and notes that
    /// it is to be fanned out when its reach is push. `created.owner` is kept where the read model of people has nothing newer. The same again succeeds and changes nothing.
    /// Errors: `other_content`; `owner_gone`: then, and when it had been deleted already, its media are announced as deleted instead.
    virtual Task<Result<void>> add(PublicationCreated created) = 0;
    /// Replaces the publication by the next version of it, and queues the event. Errors: `not_found` (none such of this owner), `conflict` (the version is not the next).
    virtual Task<Result<void>> replace(PublicationUpdated updated) = 0;
    /// Deletes those of `ids` that belong to `owner` and queues `publication.deleted` for each. What is gone already is fine.
    virtual Task<Result<void>> remove(UserId owner, std::vector<PublicationId> ids) = 0;
    /// Those of `ids` that exist, in any order; at most 100.
    virtual Result<std::vector<Publication>> find(const std::vector<PublicationId>& ids) = 0;
    /// Up to `limit` (1..100) publications of `owner` older than `before`, newest first. An unknown owner has none.
    virtual Result<std::vector<Listed>> by_owner(UserId owner, PublicationId before, std::size_t limit) = 0;
    /// Up to `limit` (1..100) of everybody's older than `before`, newest first, of people who are not gone.
    virtual Result<std::vector<Listed>> newest(PublicationId before, std::size_t limit) = 0;
};

}  // namespace instante::publication
