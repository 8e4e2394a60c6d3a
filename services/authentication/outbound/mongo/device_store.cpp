#include <algorithm>
#include <map>
#include <utility>

#include "authentication/outbound/mongo/session_documents.hpp"
#include "authentication/outbound/mongo/shelf.hpp"
#include "authentication/outbound/mongo/user_documents.hpp"

namespace instante::authentication::mongo_store {
namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;
using mongo::Update;
using mongo::View;
using RecipientPage = core::Page<Recipient, UserId>;

Device to_device(const View& document) {
    return {.kind = static_cast<DeviceKind>(document.integer("kind")),
            .token = document.text("token"),
            .p256dh = document.text("p256dh"),
            .auth = document.text("auth")};
}

/// A user's devices, the oldest first.
using Devices = std::map<std::int64_t, Device>;

std::map<UserId, Devices> devices_of(Connection& connection, const std::vector<UserId>& ids) {
    const Document theirs{{"user", Document{{"$in", Array::of(ids)}}}, {"device.order", Document{{"$gt", 0}}}};
    std::map<UserId, Devices> all;
    for (const auto& session : connection.find(sessions, theirs, {.projection = Document{{"user", 1}, {"device", 1}}})) {
        const auto device = session.view().document("device");
        all[session.view().id<UserId>("user")].emplace(device.integer("order"), to_device(device));
    }
    return all;
}

/// Those of `ids`, which are in order and at most `limit` but for one more, who are active.
RecipientPage page_of(Connection& connection, std::vector<UserId> ids, std::size_t limit) {
    RecipientPage page;
    if (ids.size() > limit) {
        ids.resize(limit);
        page.next = ids.back();
    }
    for (const auto& each : find_active(connection, ids, Document{{"lang", 1}}))
        page.items.push_back({each.view().id<UserId>("_id"), each.view().text("lang"), {}});
    if (page.items.empty()) return page;
    std::ranges::sort(page.items, {}, &Recipient::id);
    auto devices = devices_of(connection, ids);
    for (auto& recipient : page.items)
        for (auto& [order, device] : devices[recipient.id]) recipient.devices.push_back(std::move(device));
    return page;
}

RecipientPage followers_page(Connection& connection, UserId user, UserId after, std::size_t limit) {
    const Document active{
        {"followee", user}, {"state", static_cast<int>(FollowState::active)}, {"follower", Document{{"$gt", after}}}};
    std::vector<UserId> ids;
    for (const auto& edge : connection.find(
             follows, active,
             {.sort = Document{{"follower", 1}}, .limit = limit + 1, .projection = Document{{"_id", 0}, {"follower", 1}}}))
        ids.push_back(edge.view().id<UserId>("follower"));
    return page_of(connection, std::move(ids), limit);
}

class MongoDeviceStore final : public DeviceStore {
public:
    explicit MongoDeviceStore(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<void>> put(SessionId session, Device device) override {
        auto work = [shelf = shelf_, session, device = std::move(device)](Connection& connection) -> Result<void> {
            if (!put_device(connection, *shelf, session, device)) return core::Error{core::not_found};
            return boost::system::in_place_value;
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<void>> remove(SessionId session) override {
        auto work = [session](Connection& connection) -> Result<void> {
            connection.update(sessions, Document{{"_id", session}}, Update{}.unset("device").document());
            return boost::system::in_place_value;
        };
        return shelf_->write(work);
    }

    Task<Result<void>> forget(std::vector<InvalidDevice> devices) override {
        auto work = [devices = std::move(devices)](Connection& connection) -> Result<void> {
            for (const auto& each : devices) {
                const Document theirs{
                    {"user", each.user}, {"device.token", each.token}, {"device.kind", static_cast<int>(each.kind)}};
                connection.update_all(sessions, theirs, Update{}.unset("device").document());
            }
            return boost::system::in_place_value;
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<RecipientPage>> followers_of(UserId user, UserId after, std::size_t limit) override {
        auto work = [=](Connection& connection) -> Result<RecipientPage> {
            return followers_page(connection, user, after, limit);
        };
        return shelf_->read(work);
    }

    Task<Result<RecipientPage>> of_users(std::vector<UserId> users, UserId after, std::size_t limit) override {
        std::ranges::sort(users);
        users.erase(std::ranges::unique(users).begin(), users.end());
        users.erase(users.begin(), std::ranges::upper_bound(users, after));
        auto work = [users = std::move(users), limit](Connection& connection) -> Result<RecipientPage> {
            return page_of(connection, users, limit);
        };
        return shelf_->read(std::move(work));
    }

private:
    ShelfPtr shelf_;
};

}  // namespace

std::unique_ptr<DeviceStore> make_devices(ShelfPtr shelf) {
    return std::make_unique<MongoDeviceStore>(std::move(shelf));
}

}  // namespace instante::authentication::mongo_store
