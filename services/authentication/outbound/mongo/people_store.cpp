#include <map>
#include <utility>

#include "authentication/outbound/mongo/shelf.hpp"
#include "authentication/outbound/mongo/user_documents.hpp"
#include "authentication/outbound/mongo/user_writes.hpp"

namespace instante::authentication::mongo_store {
namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;

using UserPage = core::Page<User, UserId>;

Result<std::vector<User>> active_of_ids(Connection& connection, const std::vector<UserId>& ids) {
    std::map<UserId, User> found;
    for (const auto& document : find_active(connection, ids)) {
        auto user = to_user(document.view());
        found.emplace(user.id, std::move(user));
    }
    std::vector<User> all;
    for (const auto id : ids)
        if (const auto each = found.find(id); each != found.end()) all.push_back(each->second);
    return all;
}

Result<UserPage> page_of(Connection& connection, Document filter, UserId after, std::size_t limit) {
    filter.add("_id", Document{{"$gt", after}});
    UserPage page;
    for (const auto& document : connection.find(users, filter, {.sort = Document{{"_id", 1}}, .limit = limit + 1})) {
        if (page.items.size() == limit) {
            page.next = page.items.back().id;
            break;
        }
        page.items.push_back(to_user(document.view()));
    }
    return page;
}

Result<std::vector<RefusedUser>> refused_in(Connection& connection, core::Timestamp since) {
    const Array states{number(UserState::disabled), number(UserState::deleted)};
    const Document filter{{"state", Document{{"$in", states}}}, {"state_at", Document{{"$gte", since}}}};
    std::vector<RefusedUser> refused;
    for (const auto& each :
         connection.find(users, filter, {.sort = Document{{"state_at", 1}}, .projection = Document{{"state_at", 1}}}))
        refused.push_back({each.view().id<UserId>("_id"), each.view().time("state_at")});
    return refused;
}

class MongoPeopleStore final : public PeopleStore {
public:
    explicit MongoPeopleStore(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<std::optional<User>>> by_id(UserId id) override {
        auto work = [id](Connection& connection) -> Result<std::optional<User>> { return find_user(connection, id); };
        return shelf_->read(work);
    }
    Task<Result<std::optional<User>>> by_username(std::string username) override { return by_name(std::move(username)); }
    Task<Result<std::optional<User>>> by_email(std::string email) override { return by_name(std::move(email)); }

    Task<Result<std::vector<User>>> active_of(std::vector<UserId> ids) override {
        auto work = [ids = std::move(ids)](Connection& connection) { return active_of_ids(connection, ids); };
        return shelf_->read(std::move(work));
    }

    Task<Result<UserPage>> active_after(UserId after, std::size_t limit) override {
        auto work = [after, limit](Connection& connection) {
            return page_of(connection, Document{{"state", number(UserState::active)}}, after, limit);
        };
        return shelf_->read(work);
    }

    Task<Result<UserPage>> known_after(UserId after, std::size_t limit) override {
        auto work = [after, limit](Connection& connection) {
            return page_of(connection, Document{{"state", Document{{"$lt", number(UserState::deleted)}}}}, after, limit);
        };
        return shelf_->read(work);
    }

    Task<Result<std::vector<RefusedUser>>> refused_since(core::Timestamp since) override {
        auto work = [since](Connection& connection) { return refused_in(connection, since); };
        return shelf_->read(work);
    }

private:
    Task<Result<std::optional<User>>> by_name(std::string name) {
        auto work = [name = std::move(name)](Connection& connection) -> Result<std::optional<User>> {
            return find_bearer(connection, name);
        };
        return shelf_->read(std::move(work));
    }

    ShelfPtr shelf_;
};

}  // namespace

std::unique_ptr<PeopleStore> make_people(ShelfPtr shelf) {
    return std::make_unique<MongoPeopleStore>(std::move(shelf));
}

}  // namespace instante::authentication::mongo_store
