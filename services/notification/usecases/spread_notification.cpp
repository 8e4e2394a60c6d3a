#include "notification/usecases/spread_notification.hpp"

#include <algorithm>
#include <utility>

namespace instante::notification {

Task<Result<void>> SpreadNotification::operator()(AudiencePage page, core::Trace trace) {
    if (!hearers_.on_owed)
        for (auto& recipient : page.recipients) recipient.devices.clear();
    const bool has_devices = std::ranges::any_of(page.recipients, [](const Recipient& each) { return !each.devices.empty(); });
    std::vector<UserId> users;
    users.reserve(page.recipients.size());
    for (const auto& recipient : page.recipients) users.push_back(recipient.id);
    auto spread = co_await notifications_.spread(std::move(page), clock_.now(), trace);
    if (!spread) co_return spread;
    // Also for a repeated page: the first may have been put without an answer.
    hearers_.listeners.wake(users);
    if (has_devices) hearers_.on_owed();
    if (hearers_.others != nullptr && !users.empty()) co_await hearers_.others->tell_arrivals(std::move(users), std::move(trace));
    co_return spread;
}

}  // namespace instante::notification
