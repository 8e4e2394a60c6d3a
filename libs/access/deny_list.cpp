#include "access/deny_list.hpp"

#include <algorithm>
#include <mutex>

namespace instante::access {

DenyList::DenyList(const core::Clock& clock, std::chrono::seconds token_lifetime)
    : clock_(clock), token_lifetime_(token_lifetime), swept_(clock.now()) {}

void DenyList::deny_user(std::uint64_t user, core::Timestamp moment) {
    add(users_, user, moment);
}
void DenyList::deny_session(std::uint64_t session, core::Timestamp moment) {
    add(sessions_, session, moment);
}

void DenyList::add(Entries& entries, std::uint64_t id, core::Timestamp moment) {
    const auto now = clock_.now();
    const auto oldest = now - token_lifetime_;
    if (moment < oldest) return;
    const std::lock_guard lock{mutex_};
    auto& entry = entries[id];
    entry = std::max(entry, moment);
    if (now - swept_ > token_lifetime_ / 4) {
        const auto expired = [oldest](const auto& item) { return item.second < oldest; };
        std::erase_if(users_, expired);
        std::erase_if(sessions_, expired);
        swept_ = now;
    }
    size_.store(users_.size() + sessions_.size(), std::memory_order_release);
}

bool DenyList::denies(std::uint64_t user, std::uint64_t session, core::Timestamp issued) const {
    if (size() == 0) return false;
    const std::shared_lock lock{mutex_};
    if (sessions_.contains(session)) return true;
    const auto denied = users_.find(user);
    return denied != users_.end() && issued <= denied->second;
}

}  // namespace instante::access
