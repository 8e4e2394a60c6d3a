#include "notification/usecases/spread_notification.hpp"

#include <algorithm>
#include <utility>

namespace instante::notification {

Task<Result<void>> SpreadNotification::operator()(AudiencePage page, core::Trace trace) {
    if (!on_owed_)
        for (auto& recipient : page.recipients) recipient.devices.clear();
    const bool has_devices = std::ranges::any_of(page.recipients, [](const Recipient& each) { return !each.devices.empty(); });
    auto spread = co_await notifications_.spread(std::move(page), clock_.now(), std::move(trace));
    if (spread && has_devices) on_owed_();  // also for a repeated page: the first may have been put without an answer
    co_return spread;
}

}  // namespace instante::notification
