#include "authentication/outbound/mongo/dated_lists.hpp"

#include <algorithm>

#include "authentication/domain/ids.hpp"
#include "authentication/outbound/mongo/shelf.hpp"
#include "mongo/update.hpp"

namespace instante::authentication::mongo_store {

using mongo::Document;

std::size_t forget_dated(mongo::Connection& connection, const std::string& list, const std::string& time, core::Timestamp before,
                         std::size_t limit) {
    const Document older{{"$lt", before}};
    const auto pull = mongo::Update{}.pull(list, Document{{time, older}}).document();
    const auto is_older = [&](const mongo::View& element) { return element.time(time) < before; };
    std::size_t forgotten = 0;
    const auto path = list + '.' + time;
    for (const auto& found :
         connection.find(users, Document{{path, older}}, {.limit = limit, .projection = Document{{list, 1}}})) {
        const auto user = found.view();
        connection.update(users, Document{{"_id", user.id<UserId>("_id")}}, pull);
        forgotten += static_cast<std::size_t>(std::ranges::count_if(user.documents(list), is_older));
        if (forgotten >= limit) break;
    }
    return forgotten;
}

}  // namespace instante::authentication::mongo_store
