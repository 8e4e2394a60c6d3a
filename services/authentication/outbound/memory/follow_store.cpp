#include "authentication/domain/errors.hpp"
#include "authentication/outbound/memory/state.hpp"

namespace instante::authentication::memory {

namespace {

class MemoryFollowStore final : public FollowStore {
public:
    explicit MemoryFollowStore(StatePtr state) : state_(std::move(state)) {}

    Task<Result<Follow>> follow(NewFollow asked) override {
        const std::lock_guard lock{state_->mutex};
        co_return follow_locked(asked);
    }

    Task<Result<void>> unfollow(UserId follower, UserId followee, core::Timestamp, core::Trace trace) override {
        const std::lock_guard lock{state_->mutex};
        const auto found = state_->edges.find({follower, followee});
        if (found == state_->edges.end() || found->second.state == FollowState::none) co_return boost::system::in_place_value;
        auto edge = found->second;
        if (edge.state == FollowState::active) count(edge, -1);
        edge.state = FollowState::none;
        ++edge.version;
        state_->put_edge(edge);
        state_->announce(FollowDeleted{edge}, trace);
        co_return boost::system::in_place_value;
    }

    Task<Result<core::Page<Person, FollowId>>> followers(UserId user, std::optional<FollowId> before,
                                                         std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        co_return page(state_->followers[user], before, limit);
    }

    Task<Result<core::Page<Person, FollowId>>> following(UserId user, std::optional<FollowId> before,
                                                         std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        co_return page(state_->following[user], before, limit);
    }

    Task<Result<Relation>> relation(UserId viewer, UserId user) override {
        const std::lock_guard lock{state_->mutex};
        const auto there = state_of(viewer, user);
        const auto back = state_of(user, viewer);
        co_return Relation{there == FollowState::active, back == FollowState::active, there == FollowState::requested};
    }

    Task<Result<core::Page<Follow, EdgeKey>>> edges(std::optional<EdgeKey> after, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        core::Page<Follow, EdgeKey> page;
        auto entry = after ? state_->edges.upper_bound({after->follower, after->followee}) : state_->edges.begin();
        for (; entry != state_->edges.end(); ++entry) {
            if (page.items.size() == limit) {
                page.next = EdgeKey{page.items.back().follower, page.items.back().followee};
                break;
            }
            page.items.push_back(entry->second);
        }
        co_return page;
    }

private:
    Result<Follow> follow_locked(const NewFollow& asked) {
        const auto* follower = state_->active(asked.follower);
        if (follower == nullptr || state_->active(asked.followee) == nullptr) return core::Error{core::not_found};
        const auto found = state_->edges.find({asked.follower, asked.followee});
        auto edge = found == state_->edges.end() ? Follow{} : found->second;
        if (edge.state == FollowState::active) return edge;
        if (follower->following_count >= follow_limit) return core::Error{too_many_followed};
        edge.id = asked.id;
        edge.follower = asked.follower;
        edge.followee = asked.followee;
        edge.state = FollowState::active;
        ++edge.version;
        edge.created_at = asked.at;
        const auto notice = deserves_notice(edge, asked.at);
        if (notice) edge.noticed_at = asked.at;
        state_->put_edge(edge);
        count(edge, 1);
        state_->announce(FollowCreated{edge}, asked.trace);
        if (notice) state_->announce(FollowNoticed{edge, person(*follower)}, asked.trace);
        return edge;
    }

    void count(const Follow& edge, std::int64_t by) {
        state_->users[edge.follower].following_count += by;
        state_->users[edge.followee].followers_count += by;
    }

    [[nodiscard]] FollowState state_of(UserId follower, UserId followee) const {
        const auto found = state_->edges.find({follower, followee});
        return found == state_->edges.end() ? FollowState::none : found->second.state;
    }

    core::Page<Person, FollowId> page(const std::map<FollowId, UserId>& edges, std::optional<FollowId> before,
                                      std::size_t limit) {
        core::Page<Person, FollowId> result;
        auto entry = std::make_reverse_iterator(before ? edges.lower_bound(*before) : edges.end());
        std::size_t taken_edges = 0;
        FollowId last;
        for (; entry != edges.rend(); ++entry, ++taken_edges) {
            if (taken_edges == limit) {
                result.next = last;
                break;
            }
            last = entry->first;
            if (const auto* user = state_->active(entry->second)) result.items.push_back(person(*user));
        }
        return result;
    }

    StatePtr state_;
};

}  // namespace

std::unique_ptr<FollowStore> make_follows(StatePtr state) {
    return std::make_unique<MemoryFollowStore>(std::move(state));
}

}  // namespace instante::authentication::memory
