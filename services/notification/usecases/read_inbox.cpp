#include "notification/usecases/read_inbox.hpp"

#include "core/ids.hpp"
#include "notification/domain/limits.hpp"

namespace instante::notification {

Task<Result<InboxPage>> ReadInbox::operator()(InboxRequest request) {
    InboxQuery query;
    query.user = request.user;
    query.before = request.before;
    query.unread = request.unread;
    query.oldest = NotificationId{core::first_id_at(clock_.now() - inbox_age)};
    query.limit = request.limit;
    auto page = co_await inboxes_.page(query);
    co_return page;
}

}  // namespace instante::notification
