#include <utility>

#include "notification/outbound/memory/state.hpp"

namespace instante::notification::memory {
namespace {

class MemoryNotificationStore final : public NotificationStore {
public:
    explicit MemoryNotificationStore(StatePtr state) : state_(std::move(state)) {}

    Task<Result<void>> open(Notification notification, core::Trace trace) override {
        const std::lock_guard lock{state_->mutex};
        const auto id = notification.id;
        if (state_->notifications.contains(id)) co_return Result<void>{};
        const bool gone = state_->presence_of(notification.actor.id) == Presence::deleted ||
                          (notification.publication && state_->hidden_publications.contains(*notification.publication));
        if (!gone) {
            state_->people.try_emplace(notification.actor.id, PersonRow{notification.actor, 0, Presence::here});
            state_->announce(AudienceAsked{id, notification.audience, {}}, trace);
        }
        auto& row = state_->notifications.emplace(id, NotificationRow{std::move(notification), {}, gone, gone}).first->second;
        if (gone) State::hide(row);
        co_return Result<void>{};
    }

    Task<Result<void>> spread(AudiencePage page, core::Timestamp now, core::Trace trace) override {
        const std::lock_guard lock{state_->mutex};
        const auto found = state_->notifications.find(page.notification);
        if (found == state_->notifications.end()) co_return Result<void>{};
        auto& row = found->second;
        if (row.done || row.hidden || row.cursor != page.asked) co_return Result<void>{};
        ++state_->last_arrival.number;
        for (const auto& recipient : page.recipients) put_recipient(row.notification, recipient, now);
        row.done = !page.next;
        if (page.next) {
            row.cursor = *page.next;
            state_->announce(AudienceAsked{page.notification, row.notification.audience, row.cursor}, trace);
        }
        co_return Result<void>{};
    }

    Task<Result<void>> hide(PublicationId publication) override {
        const std::lock_guard lock{state_->mutex};
        state_->hidden_publications.insert(publication);
        for (auto& [id, row] : state_->notifications)
            if (row.notification.publication == publication) State::hide(row);
        co_return Result<void>{};
    }

    Task<Result<bool>> clear_hidden(std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        co_return state_->clear_hidden(limit);
    }

    Task<Result<bool>> clear_old(NotificationId oldest, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        auto& readers = state_->readers;
        for (std::size_t cleared = 0; !readers.empty() && readers.begin()->first < oldest; ++cleared) {
            if (cleared == limit) co_return true;
            const auto [id, user] = *readers.begin();
            state_->drop_entry(user, id);
        }
        auto& notifications = state_->notifications;
        for (std::size_t cleared = 0; !notifications.empty() && notifications.begin()->first < oldest; ++cleared) {
            if (cleared == limit) co_return true;
            notifications.erase(notifications.begin());
        }
        co_return false;
    }

private:
    void put_recipient(const Notification& notification, const Recipient& recipient, core::Timestamp now) {
        if (recipient.id == notification.actor.id || state_->presence_of(recipient.id) == Presence::deleted) return;
        state_->put_entry(recipient.id, notification.id);
        if (state_->presence_of(notification.actor.id) != Presence::here) return;
        for (const auto& device : recipient.devices)
            state_->pushes.try_emplace({notification.id, device.token}, PushRow{recipient.id, recipient.lang, 0, now});
    }

    StatePtr state_;
};

}  // namespace

std::unique_ptr<NotificationStore> make_notifications(StatePtr state) {
    return std::make_unique<MemoryNotificationStore>(std::move(state));
}

}  // namespace instante::notification::memory
