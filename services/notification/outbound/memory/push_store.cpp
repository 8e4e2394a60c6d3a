#include <algorithm>
#include <tuple>
#include <utility>

#include "notification/outbound/memory/state.hpp"

namespace instante::notification::memory {
namespace {

auto order(const DuePush& due) {
    return std::tie(due.push.due, due.push.key);
}

class MemoryPushStore final : public PushStore {
public:
    explicit MemoryPushStore(StatePtr state) : state_(std::move(state)) {}

    Task<Result<DuePage>> due(core::Timestamp now, std::optional<DueKey> after, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        DuePage page;
        std::optional<core::Timestamp> next;
        for (const auto& [key, row] : state_->pushes) {
            if (row.due > now) {
                next = std::min(next.value_or(row.due), row.due);
            } else if (!after || std::tie(after->due, after->key) < std::tie(row.due, key)) {
                page.pushes.push_back({{key, row.user, row.lang, row.attempt, row.due}, content_of(key, row)});
            }
        }
        std::ranges::sort(page.pushes, [](const auto& left, const auto& right) { return order(left) < order(right); });
        if (page.pushes.size() < limit) {
            page.next = next;
        } else {
            page.pushes.erase(page.pushes.begin() + static_cast<std::ptrdiff_t>(limit), page.pushes.end());
        }
        co_return page;
    }

    Task<Result<void>> settle(std::vector<Settlement> settlements) override {
        const std::lock_guard lock{state_->mutex};
        DevicesGone gone;
        for (const auto& [key, user, outcome] : settlements) {
            const auto push = state_->pushes.find(key);
            if (push == state_->pushes.end()) continue;
            if (const auto* later = std::get_if<Settlement::Later>(&outcome)) {
                push->second.due = later->due;
                ++push->second.attempt;
                continue;
            }
            if (std::holds_alternative<Settlement::Gone>(outcome)) gone.devices.push_back({user, key.token});
            state_->pushes.erase(push);
        }
        if (!gone.devices.empty()) state_->announce(gone, {});
        co_return Result<void>{};
    }

    Task<Result<bool>> drop_old(NotificationId oldest, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        auto& pushes = state_->pushes;
        for (std::size_t dropped = 0; !pushes.empty() && pushes.begin()->first.notification < oldest; ++dropped) {
            if (dropped == limit) co_return true;
            pushes.erase(pushes.begin());
        }
        co_return false;
    }

    /// Nobody else is given any.
    Task<Result<bool>> watch(core::Timestamp /*now*/) override { co_return false; }

    Task<Result<Backlog>> backlog() override {
        const std::lock_guard lock{state_->mutex};
        Backlog backlog;
        backlog.depth = std::min(state_->pushes.size(), Backlog::most);
        if (!state_->pushes.empty()) backlog.oldest = state_->pushes.begin()->first.notification;
        co_return backlog;
    }

private:
    [[nodiscard]] std::optional<DuePush::Content> content_of(const PushKey& key, const PushRow& push) const {
        const auto found = state_->notifications.find(key.notification);
        if (found == state_->notifications.end() || found->second.hidden) return std::nullopt;
        if (state_->presence_of(push.user) == Presence::deleted) return std::nullopt;
        const auto& notification = found->second.notification;
        const auto& actor = state_->people.at(notification.actor.id);
        if (actor.presence != Presence::here) return std::nullopt;
        return DuePush::Content{notification.type, actor.person, notification.publication, notification.text, notification.image};
    }

    StatePtr state_;
};

}  // namespace

std::unique_ptr<PushStore> make_pushes(StatePtr state) {
    return std::make_unique<MemoryPushStore>(std::move(state));
}

}  // namespace instante::notification::memory
