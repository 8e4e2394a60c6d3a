#include <algorithm>

#include "authentication/outbound/sqlite/parts.hpp"

namespace instante::authentication::sqlite_store {

namespace {

using RecipientPage = core::Page<Recipient, UserId>;

/// Adds `user` with their devices, if they are active.
void add_recipient(sqlite::Connection& connection, UserId user, std::vector<Recipient>& recipients) {
    auto person = connection.prepare("select lang from user where id = ? and state = 0").bind(user);
    if (!person.step()) return;
    Recipient recipient{user, person.text(0), {}};
    auto rows = connection.prepare("select kind, token, p256dh, auth from device where user = ? order by number").bind(user);
    while (rows.step())
        recipient.devices.push_back({static_cast<DeviceKind>(rows.integer(0)), rows.text(1), rows.text(2), rows.text(3)});
    recipients.push_back(std::move(recipient));
}

RecipientPage page_of(sqlite::Connection& connection, std::vector<UserId> ids, std::size_t limit) {
    RecipientPage page;
    if (ids.size() > limit) {
        ids.resize(limit);
        page.next = ids.back();
    }
    page.items.reserve(ids.size());
    for (const auto id : ids) add_recipient(connection, id, page.items);
    return page;
}

Result<RecipientPage> followers_page(sqlite::Connection& connection, UserId user, UserId after, std::size_t limit) {
    std::vector<UserId> ids;
    ids.reserve(limit + 1);
    auto rows = connection.prepare(
        "select follower from follow where followee = ? and state = 1 and follower > ? order by follower limit ?");
    rows.bind(user, after, limit + 1);
    while (rows.step()) ids.push_back(rows.id<UserId>(0));
    return page_of(connection, std::move(ids), limit);
}

class SqliteDeviceStore final : public DeviceStore {
public:
    explicit SqliteDeviceStore(EnginePtr engine) : engine_(std::move(engine)) {}

    Task<Result<void>> put(SessionId session, Device device) override {
        auto operation = [session, device = std::move(device)](Writing& writing) -> Result<void> {
            UserId user;
            {
                auto row = writing.prepare("select user from session where id = ?").bind(session);
                if (!row.step()) return core::Error{core::not_found};
                user = row.id<UserId>(0);
            }
            writing.put_device(user, session, device);
            return boost::system::in_place_value;
        };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<void>> remove(SessionId session) override {
        auto operation = [session](Writing& writing) -> Result<void> {
            writing.drop_device(session);
            return boost::system::in_place_value;
        };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<void>> forget(std::vector<InvalidDevice> devices) override {
        auto operation = [devices = std::move(devices)](Writing& writing) -> Result<void> {
            for (const auto& each : devices)
                writing.prepare("delete from device where token = ? and kind = ? and user = ?")
                    .bind(each.token, static_cast<int>(each.kind), each.user)
                    .run();
            return boost::system::in_place_value;
        };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<RecipientPage>> followers_of(UserId user, UserId after, std::size_t limit) override {
        auto query = [=](sqlite::Connection& connection) { return followers_page(connection, user, after, limit); };
        co_return co_await engine_->read_many(std::move(query));
    }

    Task<Result<RecipientPage>> of_users(std::vector<UserId> users, UserId after, std::size_t limit) override {
        std::sort(users.begin(), users.end());
        users.erase(std::unique(users.begin(), users.end()), users.end());
        users.erase(users.begin(), std::upper_bound(users.begin(), users.end(), after));
        auto query = [users = std::move(users), limit](sqlite::Connection& connection) -> Result<RecipientPage> {
            return page_of(connection, users, limit);
        };
        co_return co_await engine_->read_many(std::move(query));
    }

private:
    EnginePtr engine_;
};

}  // namespace

std::unique_ptr<DeviceStore> make_devices(EnginePtr engine) {
    return std::make_unique<SqliteDeviceStore>(std::move(engine));
}

}  // namespace instante::authentication::sqlite_store
