#include "publication/outbound/memory/state.hpp"

namespace instante::publication::memory {
namespace {

class MemoryPeople final : public People {
public:
    explicit MemoryPeople(StatePtr state) : state_(std::move(state)) {}

    Task<Result<void>> keep(std::vector<Person> people) override {
        const std::lock_guard lock{state_->mutex};
        for (const auto& person : people) state_->keep(person);
        co_return Result<void>{};
    }

    Task<Result<void>> keep_follows(std::vector<Follow> follows) override {
        const std::lock_guard lock{state_->mutex};
        for (const auto& follow : follows) {
            const auto known = state_->edges.find({follow.follower, follow.followee});
            const bool news = known == state_->edges.end() || known->second.version < follow.version;
            if (news && !is_deleted(follow.follower) && !is_deleted(follow.followee)) state_->put_edge(follow);
        }
        co_return Result<void>{};
    }

    Task<Result<std::vector<Person>>> find(std::vector<UserId> ids) override {
        const std::lock_guard lock{state_->mutex};
        std::vector<Person> all;
        for (const auto id : ids)
            if (const auto* person = state_->person(id)) all.push_back(*person);
        co_return all;
    }

    Task<Result<std::optional<Person>>> by_username(std::string username) override {
        const std::lock_guard lock{state_->mutex};
        const auto bearers = state_->usernames.find(username);
        if (bearers == state_->usernames.end() || bearers->second.empty()) co_return std::optional<Person>{};
        co_return std::optional{*state_->person(*bearers->second.rbegin())};
    }

    Task<Result<std::uint64_t>> followers(UserId user) override {
        const std::lock_guard lock{state_->mutex};
        const auto found = state_->followers.find(user);
        co_return found == state_->followers.end() ? 0 : found->second.size();
    }

    Task<Result<bool>> empty() override {
        const std::lock_guard lock{state_->mutex};
        co_return state_->people.empty();
    }

private:
    [[nodiscard]] bool is_deleted(UserId id) const {
        const auto* person = state_->person(id);
        return person != nullptr && person->state == PersonState::deleted;
    }

    StatePtr state_;
};

}  // namespace

std::unique_ptr<People> make_people(StatePtr state) {
    return std::make_unique<MemoryPeople>(std::move(state));
}

}  // namespace instante::publication::memory
