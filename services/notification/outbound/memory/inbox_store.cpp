#include <algorithm>
#include <utility>

#include "notification/outbound/memory/state.hpp"

namespace instante::notification::memory {
namespace {

class MemoryInboxStore final : public InboxStore {
public:
    explicit MemoryInboxStore(StatePtr state) : state_(std::move(state)) {}

    Task<Result<InboxPage>> page(InboxQuery query) override {
        const std::lock_guard lock{state_->mutex};
        InboxPage page;
        const auto inbox = state_->inboxes.find(query.user);
        if (inbox == state_->inboxes.end()) co_return page;
        const auto mark = mark_of(query.user);
        const auto end = query.before ? inbox->second.lower_bound(*query.before) : inbox->second.end();
        for (auto id = end; id != inbox->second.begin();) {
            --id;
            if (*id < query.oldest || (query.unread && *id <= mark)) break;
            auto entry = entry_of(*id, mark);
            if (!entry) continue;
            if (page.items.size() == query.limit) {
                page.next = page.items.back().id;
                break;
            }
            page.items.push_back(std::move(*entry));
        }
        co_return page;
    }

    Task<Result<void>> mark_read(UserId user, NotificationId up_to) override {
        const std::lock_guard lock{state_->mutex};
        const auto inbox = state_->inboxes.find(user);
        if (inbox == state_->inboxes.end() || inbox->second.empty()) co_return Result<void>{};
        auto& mark = state_->marks[user];
        mark = std::max(mark, std::min(up_to, *inbox->second.rbegin()));
        co_return Result<void>{};
    }

private:
    [[nodiscard]] NotificationId mark_of(UserId user) const {
        const auto mark = state_->marks.find(user);
        return mark == state_->marks.end() ? NotificationId{} : mark->second;
    }

    [[nodiscard]] std::optional<InboxEntry> entry_of(NotificationId id, NotificationId mark) const {
        const auto& row = state_->notifications.at(id);
        const auto& [notification, cursor, done, hidden] = row;
        const auto& actor = state_->people.at(notification.actor.id);
        if (hidden || actor.presence != Presence::here) return std::nullopt;
        return InboxEntry{id,
                          notification.type,
                          actor.person,
                          notification.publication,
                          notification.text,
                          notification.image,
                          notification.created_at,
                          id <= mark};
    }

    StatePtr state_;
};

}  // namespace

std::unique_ptr<InboxStore> make_inboxes(StatePtr state) {
    return std::make_unique<MemoryInboxStore>(std::move(state));
}

}  // namespace instante::notification::memory
