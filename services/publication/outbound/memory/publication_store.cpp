#include <algorithm>

#include "publication/domain/errors.hpp"
#include "publication/outbound/memory/state.hpp"

namespace instante::publication::memory {
namespace {

class MemoryPublicationStore final : public PublicationStore {
public:
    explicit MemoryPublicationStore(StatePtr state) : state_(std::move(state)) {}

    Task<Result<Added>> add(PublicationCreated created) override {
        const std::lock_guard lock{state_->mutex};
        co_return add_locked(std::move(created));
    }

    Task<Result<void>> replace(PublicationUpdated updated) override {
        const std::lock_guard lock{state_->mutex};
        co_return replace_locked(updated);
    }

    Task<Result<void>> remove(UserId owner, std::vector<PublicationId> ids, core::Trace trace) override {
        const std::lock_guard lock{state_->mutex};
        for (const auto id : ids) {
            const auto* found = state_->find_anywhere(id);
            if (found != nullptr && found->owner == owner) state_->remove(id, trace);
        }
        co_return Result<void>{};
    }

    Task<Result<std::vector<Publication>>> find(std::vector<PublicationId> ids) override {
        const std::lock_guard lock{state_->mutex};
        std::vector<Publication> all;
        for (const auto id : ids) {
            const auto found = state_->publications.find(id);
            if (found != state_->publications.end()) all.push_back(found->second);
        }
        co_return all;
    }

    Task<Result<std::optional<Listed>>> look_up(PublicationId id) override {
        const std::lock_guard lock{state_->mutex};
        const auto found = state_->publications.find(id);
        if (found == state_->publications.end() || state_->people.at(found->second.owner).gone())
            co_return std::optional<Listed>{};
        co_return std::optional{state_->listed(id)};
    }

    Task<Result<ListedPage>> by_owner(UserId owner, PublicationId before, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        ListedPage page;
        const auto* person = state_->person(owner);
        const auto ids = state_->by_owner.find(owner);
        if (person == nullptr || person->gone() || ids == state_->by_owner.end()) co_return page;
        for (auto id = ids->second.upper_bound(before); id != ids->second.end(); ++id)
            if (!put(page, *id, limit)) break;
        co_return page;
    }

    Task<Result<ListedPage>> newest(PublicationId before, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        ListedPage page;
        for (auto entry = state_->publications.upper_bound(before); entry != state_->publications.end(); ++entry) {
            if (state_->people.at(entry->second.owner).gone()) continue;
            if (!put(page, entry->first, limit)) break;
        }
        co_return page;
    }

private:
    [[nodiscard]] bool refuses(const Publication& publication) const {
        if (state_->tombstones.contains(publication.id)) return true;
        const auto* owner = state_->person(publication.owner);
        if (owner != nullptr && owner->state == PersonState::deleted) return true;
        const auto promise = state_->promises.find(publication.owner);
        return promise != state_->promises.end() && publication.id <= promise->second.removal.up_to;
    }

    Result<Added> add_locked(PublicationCreated created) {
        const auto& publication = created.publication;
        if (refuses(publication)) {
            state_->announce(PublicationDeleted{publication.id, publication.owner, publication.version + 1,
                                                media_keys(publication), created.trace});
            return Added::refused;
        }
        if (const auto* found = state_->find_anywhere(publication.id)) {
            if (!same_origin(*found, publication)) return core::Error{other_content};
            return Added::complete;
        }
        state_->keep(created.owner);
        created.owner = *state_->person(publication.owner);
        state_->publications.emplace(publication.id, publication);
        state_->by_owner[publication.owner].insert(publication.id);
        state_->announce(std::move(created));
        return Added::complete;
    }

    Result<void> replace_locked(const PublicationUpdated& updated) {
        const auto& publication = updated.publication;
        const auto found = state_->publications.find(publication.id);
        if (found == state_->publications.end() || found->second.owner != publication.owner) return core::Error{core::not_found};
        if (publication.version != found->second.version + 1) return core::Error{outdated};
        found->second = publication;
        state_->announce(updated);
        return {};
    }

    /// Puts it on the page; when that is full, says where the next begins instead.
    bool put(ListedPage& page, PublicationId id, std::size_t limit) const {
        if (page.items.size() == limit) {
            page.next = page.items.back().id;
            return false;
        }
        page.items.push_back(state_->listed(id));
        return true;
    }

    StatePtr state_;
};

}  // namespace

std::unique_ptr<PublicationStore> make_publications(StatePtr state) {
    return std::make_unique<MemoryPublicationStore>(std::move(state));
}

}  // namespace instante::publication::memory
