#include "notification/outbound/memory/state.hpp"

#include "notification/domain/limits.hpp"

namespace instante::notification::memory {

Presence State::presence_of(UserId user) const {
    const auto found = people.find(user);
    return found == people.end() ? Presence::here : found->second.presence;
}

PersonRow* State::newer(UserId user, std::int64_t version) {
    const auto [found, added] = people.try_emplace(user);
    auto& row = found->second;
    if (added) row.person.id = user;
    if (row.presence == Presence::deleted || (!added && row.version >= version)) return nullptr;
    row.version = version;
    return &row;
}

void State::hide(NotificationRow& row) {
    row.hidden = true;
    row.notification.text.clear();
    row.notification.image.clear();
}

void State::put_entry(UserId user, NotificationId id) {
    auto& inbox = inboxes[user];
    inbox.try_emplace(id, last_arrival);
    readers.emplace(id, user);
    while (inbox.size() > inbox_limit) drop_entry(user, inbox.begin()->first);
}

void State::drop_entry(UserId user, NotificationId id) {
    inboxes[user].erase(id);
    readers.erase({id, user});
}

bool State::clear_hidden(std::size_t limit) {
    std::size_t cleared = 0;
    for (const auto& [id, row] : notifications) {
        if (!row.hidden) continue;
        for (auto reader = readers.lower_bound({id, UserId{}}); reader != readers.end() && reader->first == id;
             reader = readers.lower_bound({id, UserId{}})) {
            if (cleared++ == limit) return true;
            const auto user = reader->second;
            drop_entry(user, id);
        }
    }
    return false;
}

}  // namespace instante::notification::memory

namespace instante::notification {

Stores make_memory_stores(outbox::MemorySource& outbox, RenderAnnouncement render) {
    auto state = std::make_shared<memory::State>(outbox, std::move(render));
    return {.notifications = memory::make_notifications(state),
            .inboxes = memory::make_inboxes(state),
            .people = memory::make_people(state),
            .pushes = memory::make_pushes(state)};
}

}  // namespace instante::notification
