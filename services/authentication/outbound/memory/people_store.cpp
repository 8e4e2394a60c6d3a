#include "authentication/outbound/memory/state.hpp"

namespace instante::authentication::memory {

namespace {

class MemoryPeopleStore final : public PeopleStore {
public:
    explicit MemoryPeopleStore(StatePtr state) : state_(std::move(state)) {}

    Task<Result<std::optional<User>>> by_id(UserId id) override {
        const std::lock_guard lock{state_->mutex};
        co_return find(id);
    }

    Task<Result<std::optional<User>>> by_username(std::string username) override {
        const std::lock_guard lock{state_->mutex};
        const auto holder = state_->usernames.find(username);
        if (holder == state_->usernames.end()) co_return std::optional<User>{};
        co_return find(holder->second);
    }

    Task<Result<std::optional<User>>> by_email(std::string email) override {
        const std::lock_guard lock{state_->mutex};
        const auto holder = state_->emails.find(email);
        if (holder == state_->emails.end()) co_return std::optional<User>{};
        co_return find(holder->second);
    }

    Task<Result<std::vector<User>>> active_of(std::vector<UserId> ids) override {
        const std::lock_guard lock{state_->mutex};
        std::vector<User> users;
        for (const auto id : ids)
            if (const auto* user = state_->active(id)) users.push_back(*user);
        co_return users;
    }

    Task<Result<core::Page<User, UserId>>> active_after(UserId after, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        co_return page(after, limit, UserState::active);
    }

    Task<Result<core::Page<User, UserId>>> known_after(UserId after, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        co_return page(after, limit, UserState::disabled);
    }

    Task<Result<std::vector<RefusedUser>>> refused_since(core::Timestamp since) override {
        const std::lock_guard lock{state_->mutex};
        std::vector<RefusedUser> refused;
        for (const auto& [id, user] : state_->users)
            if (user.state != UserState::active && user.state_at >= since) refused.push_back({id, user.state_at});
        co_return refused;
    }

private:
    /// Those whose state is `last` or one before it.
    [[nodiscard]] core::Page<User, UserId> page(UserId after, std::size_t limit, UserState last) const {
        core::Page<User, UserId> page;
        for (auto entry = state_->users.upper_bound(after); entry != state_->users.end(); ++entry) {
            if (entry->second.state > last) continue;
            if (page.items.size() == limit) {
                page.next = page.items.back().id;
                break;
            }
            page.items.push_back(entry->second);
        }
        return page;
    }

    [[nodiscard]] std::optional<User> find(UserId id) const {
        const auto found = state_->users.find(id);
        return found == state_->users.end() ? std::nullopt : std::optional{found->second};
    }

    StatePtr state_;
};

}  // namespace

std::unique_ptr<PeopleStore> make_people(StatePtr state) {
    return std::make_unique<MemoryPeopleStore>(std::move(state));
}

}  // namespace instante::authentication::memory
