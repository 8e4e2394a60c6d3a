#include "notification/usecases/mark_read.hpp"

namespace instante::notification {

Task<Result<void>> MarkRead::operator()(UserId user, NotificationId up_to) {
    auto marked = co_await inboxes_.mark_read(user, up_to);
    co_return marked;
}

}  // namespace instante::notification
