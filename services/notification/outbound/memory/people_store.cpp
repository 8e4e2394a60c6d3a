#include <algorithm>
#include <utility>

#include "notification/outbound/memory/state.hpp"

namespace instante::notification::memory {
namespace {

class MemoryPeopleStore final : public PeopleStore {
public:
    explicit MemoryPeopleStore(StatePtr state) : state_(std::move(state)) {}

    Task<Result<void>> learn(Person person, std::int64_t version) override {
        const std::lock_guard lock{state_->mutex};
        if (!state_->people.contains(person.id)) co_return Result<void>{};
        if (auto* row = state_->newer(person.id, version)) {
            row->person = std::move(person);
            row->presence = Presence::here;
        }
        co_return Result<void>{};
    }

    Task<Result<void>> disable(UserId user, std::int64_t version) override {
        const std::lock_guard lock{state_->mutex};
        if (auto* row = state_->newer(user, version)) row->presence = Presence::disabled;
        co_return Result<void>{};
    }

    Task<Result<void>> bury(UserId user, std::int64_t version) override {
        const std::lock_guard lock{state_->mutex};
        auto& row = state_->people[user];
        row = {.person = {user, {}, {}, {}}, .version = std::max(row.version, version), .presence = Presence::deleted};
        for (auto& [id, notification] : state_->notifications)
            if (notification.notification.actor.id == user) State::hide(notification);
        co_return Result<void>{};
    }

    Task<Result<bool>> purge(UserId user, std::size_t limit, core::Trace trace) override {
        const std::lock_guard lock{state_->mutex};
        if (state_->presence_of(user) != Presence::deleted) co_return false;
        const bool pushes_left = drop_pushes(user, limit);
        const bool entries_left = drop_entries(user, limit);
        const bool hidden_left = state_->clear_hidden(limit);
        if (pushes_left || entries_left || hidden_left) co_return true;
        state_->inboxes.erase(user);
        state_->marks.erase(user);
        state_->announce(UserPurged{user}, trace);
        co_return false;
    }

private:
    bool drop_pushes(UserId user, std::size_t limit) {
        auto& pushes = state_->pushes;
        std::size_t dropped = 0;
        for (auto push = pushes.begin(); push != pushes.end();) {
            if (push->second.user != user) {
                ++push;
                continue;
            }
            if (dropped++ == limit) return true;
            push = pushes.erase(push);
        }
        return false;
    }

    bool drop_entries(UserId user, std::size_t limit) {
        const auto inbox = state_->inboxes.find(user);
        if (inbox == state_->inboxes.end()) return false;
        for (std::size_t dropped = 0; !inbox->second.empty(); ++dropped) {
            if (dropped == limit) return true;
            const auto id = inbox->second.begin()->first;
            state_->drop_entry(user, id);
        }
        return false;
    }

    StatePtr state_;
};

}  // namespace

std::unique_ptr<PeopleStore> make_people(StatePtr state) {
    return std::make_unique<MemoryPeopleStore>(std::move(state));
}

}  // namespace instante::notification::memory
