#include "notification/usecases/notify.hpp"

#include <utility>

namespace instante::notification {

Task<Result<void>> Notify::operator()(Notification notification, core::Trace trace) {
    auto opened = co_await notifications_.open(std::move(notification), std::move(trace));
    co_return opened;
}

}  // namespace instante::notification
