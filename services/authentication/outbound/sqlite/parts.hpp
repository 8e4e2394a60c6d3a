#pragma once

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "authentication/outbound/sqlite/stores.hpp"

namespace instante::authentication::sqlite_store {

/// What all stores stand on.
struct Engine {
    sqlite::Database& database;
    outbox::SqliteSource& outbox;
    async::Pool& readers;
    RenderAnnouncement render;

    /// Runs a write and wakes the relay. `operation` gets a `Writing`.
    template <class F>
    auto write(F operation) const -> Task<std::invoke_result_t<F&, class Writing&>>;
    /// Reads more than a hundred rows, off the loop.
    template <class F>
    auto read_many(F query) const -> Task<std::invoke_result_t<F&, sqlite::Connection&>> {
        auto work = [this, query = std::move(query)]() mutable { return database.read(std::move(query)); };
        co_return co_await async::on(readers, std::move(work));
    }
};
using EnginePtr = std::shared_ptr<const Engine>;

/// A write operation under way: what several stores do within theirs.
class Writing {
public:
    Writing(sqlite::Connection& connection, const RenderAnnouncement& render) : connection_(connection), render_(render) {}

    [[nodiscard]] sqlite::Connection& connection() { return connection_; }
    [[nodiscard]] sqlite::Statement prepare(std::string_view sql) { return connection_.prepare(sql); }
    void announce(const Announcement& announcement, const core::Trace& trace) {
        outbox::append(connection_, render_(announcement, trace));
    }

    /// The person, whatever their state; nothing when there is none.
    Result<std::optional<User>> user(UserId id);
    /// Puts a person in the place of the one stored. Errors: `taken`.
    Result<void> store(const User& user);
    [[nodiscard]] bool is_active(UserId id);

    std::vector<SessionEnded> add_session(const NewSession& session, const core::Trace& trace);
    std::optional<SessionEnded> end_session(SessionId id, core::Timestamp at, const core::Trace& trace);
    void add_token(const RefreshToken& token);
    void put_device(UserId user, SessionId session, const Device& device);
    void drop_device(SessionId session);

    /// Notes that `user` awaits a picture; sets it when it has come already.
    Result<void> await_picture(User& user, ImageId id, core::Timestamp at);

private:
    sqlite::Connection& connection_;
    const RenderAnnouncement& render_;
};

template <class F>
auto Engine::write(F operation) const -> Task<std::invoke_result_t<F&, Writing&>> {
    auto work = [this, operation = std::move(operation)](sqlite::Connection& connection) mutable {
        Writing writing{connection, render};
        return operation(writing);
    };
    auto result = co_await database.write(std::move(work));
    if (result) outbox.added();
    co_return result;
}

std::unique_ptr<AccountStore> make_accounts(EnginePtr engine);
std::unique_ptr<PeopleStore> make_people(EnginePtr engine);
std::unique_ptr<SessionStore> make_sessions(EnginePtr engine);
std::unique_ptr<FollowStore> make_follows(EnginePtr engine);
std::unique_ptr<DeviceStore> make_devices(EnginePtr engine);
std::unique_ptr<PictureStore> make_pictures(EnginePtr engine);
std::unique_ptr<KeyStore> make_keys(EnginePtr engine);

}  // namespace instante::authentication::sqlite_store
