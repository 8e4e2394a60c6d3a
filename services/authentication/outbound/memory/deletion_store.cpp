#include <algorithm>

#include "authentication/outbound/memory/state.hpp"

namespace instante::authentication::memory {

namespace {

class MemoryDeletionStore final : public DeletionStore {
public:
    explicit MemoryDeletionStore(StatePtr state) : state_(std::move(state)) {}

    Task<Result<Deletion>> begin(UserId user, core::Timestamp at, core::Trace trace) override {
        const std::lock_guard lock{state_->mutex};
        co_return begin_locked(user, at, trace);
    }

    Task<Result<bool>> clear_some(UserId user, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        auto deletion = state_->deletions.find(user);
        if (deletion == state_->deletions.end()) co_return false;
        for (std::size_t count = 0; count < limit; ++count) {
            const auto is_theirs = [user](const auto& entry) { return entry.first.first == user || entry.first.second == user; };
            const auto edge = std::find_if(state_->edges.begin(), state_->edges.end(), is_theirs);
            if (edge == state_->edges.end()) {
                deletion->second.cleared = true;
                co_return false;
            }
            end_edge(edge->second);
        }
        co_return true;
    }

    Task<Result<std::vector<Deletion>>> due(core::Timestamp now, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        std::vector<Deletion> due;
        for (const auto& [user, deletion] : state_->deletions)
            if (deletion.next_at <= now) due.push_back(deletion);
        const auto earlier = [](const Deletion& left, const Deletion& right) { return left.next_at < right.next_at; };
        std::sort(due.begin(), due.end(), earlier);
        if (due.size() > limit) due.resize(limit);
        co_return due;
    }

    Task<Result<void>> postpone(UserId user, core::Timestamp next_at, bool again) override {
        const std::lock_guard lock{state_->mutex};
        const auto found = state_->deletions.find(user);
        if (found == state_->deletions.end()) co_return boost::system::in_place_value;
        auto& deletion = found->second;
        deletion.next_at = next_at;
        deletion.announced += again ? 1 : 0;
        if (again) state_->announce(announcement_of(deletion), {});
        co_return boost::system::in_place_value;
    }

    Task<Result<bool>> answered(UserId user, Keeper keeper) override {
        const std::lock_guard lock{state_->mutex};
        const auto found = state_->deletions.find(user);
        if (found == state_->deletions.end()) co_return false;
        found->second.pending.remove(keeper);
        co_return found->second.pending.empty() && found->second.cleared;
    }

    Task<Result<bool>> finish(UserId user) override {
        const std::lock_guard lock{state_->mutex};
        const auto found = state_->deletions.find(user);
        if (found == state_->deletions.end() || !found->second.cleared || !found->second.pending.empty()) co_return false;
        state_->deletions.erase(found);
        auto& tombstone = state_->users.at(user);
        state_->usernames.erase(tombstone.username);
        state_->emails.erase(tombstone.email);
        tombstone.username.clear();
        tombstone.email.clear();
        forget_tokens(user);
        co_return true;
    }

private:
    static UserDeleted announcement_of(const Deletion& deletion) {
        return {deletion.user, deletion.version, deletion.at, deletion.media_keys};
    }

    Result<Deletion> begin_locked(UserId id, core::Timestamp at, const core::Trace& trace) {
        const auto found = state_->users.find(id);
        if (found == state_->users.end() || found->second.state == UserState::deleted) return core::Error{core::not_found};
        auto& user = found->second;
        Deletion deletion{.user = id, .version = user.version + 1, .at = at, .media_keys = media_keys(user.image), .next_at = at};
        user = tombstone(user, at);
        state_->deletions[id] = deletion;
        state_->announce(announcement_of(deletion), trace);
        state_->end_sessions(id, {}, at, trace);
        forget_tokens(id);
        std::erase_if(state_->request_keys, [id](const auto& entry) { return entry.second.first.user == id; });
        for (auto& [image, picture] : state_->pending) picture.unwanted |= picture.user == id;
        return deletion;
    }

    void forget_tokens(UserId user) {
        std::erase_if(state_->mail_tokens, [user](const MailToken& token) { return token.user == user; });
    }

    void end_edge(Follow edge) {
        const auto before = edge.state;
        edge.state = FollowState::none;
        ++edge.version;
        state_->put_edge(edge);
        state_->edges.erase({edge.follower, edge.followee});
        if (before == FollowState::none) return;
        if (before == FollowState::active) {
            --state_->users[edge.follower].following_count;
            --state_->users[edge.followee].followers_count;
        }
        state_->announce(FollowDeleted{edge}, {});
    }

    StatePtr state_;
};

}  // namespace

std::unique_ptr<DeletionStore> make_deletions(StatePtr state) {
    return std::make_unique<MemoryDeletionStore>(std::move(state));
}

}  // namespace instante::authentication::memory
