#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "authentication/outbound/sqlite/stores.hpp"

namespace instante::authentication::sqlite_store {

class Writing;

/// What all stores stand on. Work that is queued holds it: a wait may be cancelled, and the stores gone, before its turn comes.
class Engine : public std::enable_shared_from_this<Engine> {
public:
    Engine(sqlite::Database& database, outbox::SqliteSource& outbox, async::Pool& readers, RenderAnnouncement render)
        : database_(database), outbox_(outbox), readers_(readers), render_(std::move(render)) {}

    /// Runs a write and wakes the relay. `operation` gets a `Writing`.
    template <class F>
    auto write(F operation) const -> Task<std::invoke_result_t<F&, Writing&>>;
    /// Reads at most a hundred rows, in place.
    template <class F>
    auto read(F query) const -> std::invoke_result_t<F&, sqlite::Connection&> {
        return database_.read(std::move(query));
    }
    /// Reads more than a hundred rows, off the loop.
    template <class F>
    auto read_many(F query) const -> Task<std::invoke_result_t<F&, sqlite::Connection&>> {
        auto work = [self = shared_from_this(), query = std::move(query)]() mutable { return self->read(std::move(query)); };
        co_return co_await async::on(readers_, std::move(work));
    }

private:
    sqlite::Database& database_;
    outbox::SqliteSource& outbox_;
    async::Pool& readers_;
    RenderAnnouncement render_;
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
    /// Counts an active edge more (1) or less (-1), with both its people.
    void count(const Follow& edge, int by);

    /// Ends all sessions of a user but `keep`.
    std::vector<SessionEnded> end_sessions(UserId user, SessionId keep, core::Timestamp at, const core::Trace& trace);
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
    auto work = [self = shared_from_this(), operation = std::move(operation)](sqlite::Connection& connection) mutable {
        Writing writing{connection, self->render_};
        return operation(writing);
    };
    auto result = co_await database_.write(std::move(work));
    if (result) outbox_.added();
    co_return result;
}

std::unique_ptr<AccountStore> make_accounts(EnginePtr engine);
std::unique_ptr<PeopleStore> make_people(EnginePtr engine);
std::unique_ptr<SessionStore> make_sessions(EnginePtr engine);
std::unique_ptr<FollowStore> make_follows(EnginePtr engine);
std::unique_ptr<DeviceStore> make_devices(EnginePtr engine);
std::unique_ptr<PictureStore> make_pictures(EnginePtr engine);
std::unique_ptr<KeyStore> make_keys(EnginePtr engine);
std::unique_ptr<MailStore> make_mails(EnginePtr engine);
std::unique_ptr<DeletionStore> make_deletions(EnginePtr engine);
std::unique_ptr<SearchStore> make_search(EnginePtr engine, std::chrono::nanoseconds allowance);

}  // namespace instante::authentication::sqlite_store
