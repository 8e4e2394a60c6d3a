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
            if (id->first < query.oldest || (query.unread && id->first <= mark)) break;
            auto entry = entry_of(id->first, mark);
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
        mark = std::max(mark, std::min(up_to, inbox->second.rbegin()->first));
        co_return Result<void>{};
    }

    Task<Result<InboxPlace>> place_of(UserId user, std::optional<NotificationId> entry) override {
        const std::lock_guard lock{state_->mutex};
        const auto inbox = state_->inboxes.find(user);
        if (inbox == state_->inboxes.end()) co_return InboxPlace{{}, entry.value_or(NotificationId{})};
        if (entry) {
            if (const auto found = inbox->second.find(*entry); found != inbox->second.end())
                co_return InboxPlace{found->second, *entry};
            if (const auto newer = inbox->second.upper_bound(*entry); newer != inbox->second.end()) {
                const auto first = std::min_element(newer, inbox->second.end(), by_arrival);
                co_return InboxPlace{{first->second.number - 1}, *entry};
            }
        }
        const auto last = std::max_element(inbox->second.begin(), inbox->second.end(), by_arrival);
        if (last == inbox->second.end()) co_return InboxPlace{{}, entry.value_or(NotificationId{})};
        co_return InboxPlace{last->second, entry.value_or(last->first)};
    }

    Task<Result<Arrivals>> since(ArrivalQuery query) override {
        const std::lock_guard lock{state_->mutex};
        Arrivals came{{}, query.after};
        const auto inbox = state_->inboxes.find(query.user);
        if (inbox == state_->inboxes.end()) co_return came;
        std::vector<std::pair<Arrival, NotificationId>> later;
        for (auto id = inbox->second.lower_bound(query.oldest); id != inbox->second.end(); ++id)
            if (id->second > query.after) later.emplace_back(id->second, id->first);
        std::ranges::sort(later);
        const auto mark = mark_of(query.user);
        for (const auto& [arrival, id] : later) {
            auto entry = entry_of(id, mark);
            if (!entry) continue;
            if (came.entries.size() == query.limit) break;
            came.entries.push_back(std::move(*entry));
            came.last = arrival;
        }
        co_return came;
    }

private:
    static bool by_arrival(const std::pair<const NotificationId, Arrival>& left,
                           const std::pair<const NotificationId, Arrival>& right) {
        return left.second < right.second;
    }

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
