#include <algorithm>

#include "publication/outbound/memory/state.hpp"

namespace instante::publication::memory {
namespace {

class MemoryRemovals final : public Removals {
public:
    explicit MemoryRemovals(StatePtr state) : state_(std::move(state)) {}

    Task<Result<void>> begin(Removal removal) override {
        const std::lock_guard lock{state_->mutex};
        auto& promise = state_->promises.try_emplace(removal.owner, Promise{removal}).first->second;
        promise.removal.up_to = std::max(promise.removal.up_to, removal.up_to);
        promise.removal.person = promise.removal.person || removal.person;
        promise.ended = false;
        co_return Result<void>{};
    }

    Task<Result<std::vector<Removal>>> pending(std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        std::vector<Removal> all;
        for (const auto& [owner, promise] : state_->promises)
            if (!promise.ended && all.size() < limit) all.push_back(promise.removal);
        co_return all;
    }

    Task<Result<bool>> advance(Removal removal, std::size_t chunk) override {
        const std::lock_guard lock{state_->mutex};
        const auto found = state_->promises.find(removal.owner);
        if (found == state_->promises.end() || found->second.ended) co_return true;
        auto& promise = found->second;
        if (remove_some(promise.removal, chunk) == chunk) co_return false;
        if (promise.removal.person) forget(removal.owner);
        promise.ended = true;
        co_return true;
    }

private:
    std::size_t remove_some(const Removal& removal, std::size_t chunk) {
        std::vector<PublicationId> doomed;
        for (const auto* ids : {&state_->by_owner[removal.owner], &state_->hidden_by_owner[removal.owner]})
            for (auto id = ids->lower_bound(removal.up_to); id != ids->end() && doomed.size() < chunk; ++id)
                doomed.push_back(*id);
        for (const auto id : doomed) state_->remove(id, {});
        return doomed.size();
    }

    void forget(UserId person) {
        const auto followers = state_->followers[person];
        for (const auto follower : followers) state_->drop_edge(follower, person);
        const auto following = state_->following[person];
        for (const auto followee : following) state_->drop_edge(person, followee);
        state_->forget_reports_of(person);
        state_->forget_case(person);
        state_->announce(PersonPurged{person});
    }

    StatePtr state_;
};

}  // namespace

std::unique_ptr<Removals> make_removals(StatePtr state) {
    return std::make_unique<MemoryRemovals>(std::move(state));
}

}  // namespace instante::publication::memory
