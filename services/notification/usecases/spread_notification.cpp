#include "notification/usecases/spread_notification.hpp"

#include <utility>

namespace instante::notification {

Task<Result<void>> SpreadNotification::operator()(AudiencePage page, core::Trace trace) {
    if (!on_owed_)
        for (auto& recipient : page.recipients) recipient.devices.clear();
    auto owed = co_await notifications_.spread(std::move(page), clock_.now(), std::move(trace));
    if (!owed) co_return owed.error();
    if (*owed > 0) on_owed_();
    co_return Result<void>{};
}

}  // namespace instante::notification
