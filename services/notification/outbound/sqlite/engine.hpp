#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "async/one_shot.hpp"
#include "notification/outbound/sqlite/stores.hpp"

namespace instante::notification::sqlite_store {

/// A write operation under way.
class Writing {
public:
    Writing(sqlite::Connection& connection, const RenderAnnouncement& render) : connection_(connection), render_(render) {}

    [[nodiscard]] sqlite::Statement prepare(std::string_view sql) { return connection_.prepare(sql); }
    void announce(const Announcement& announcement, const core::Trace& trace) {
        outbox::append(connection_, render_(announcement, trace));
    }
    [[nodiscard]] Presence presence_of(UserId user);
    /// Removes at most `limit` inbox entries of hidden notifications. Whether there may be more.
    bool clear_hidden(std::size_t limit);

private:
    sqlite::Connection& connection_;
    const RenderAnnouncement& render_;
};

/// What all stores stand on. Shared with the writes under way: one whose caller was cancelled is finished all the same.
struct Engine : std::enable_shared_from_this<Engine> {
    Engine(sqlite::Database& to, std::shared_ptr<outbox::SqliteSource> source, RenderAnnouncement renderer)
        : database(to), outbox(std::move(source)), render(std::move(renderer)) {}

    /// Runs `operation` (Writing& → Result<T>), and wakes the relay when it is committed.
    template <class F>
    auto write(F operation) const -> Task<std::invoke_result_t<F&, Writing&>> {
        using Outcome = std::invoke_result_t<F&, Writing&>;
        async::OneShot<Outcome> outcome;
        auto self = shared_from_this();
        auto work = [self, operation = std::move(operation)](sqlite::Connection& connection) mutable {
            Writing writing{connection, self->render};
            return operation(writing);
        };
        auto done = [self, outcome](Outcome result) {
            if (result) self->outbox->added();
            outcome.set(std::move(result));
        };
        auto accepted = database.submit(std::move(work), std::move(done));
        if (!accepted) co_return accepted.error();
        auto result = co_await outcome.wait();
        co_return result;
    }

    sqlite::Database& database;
    const std::shared_ptr<outbox::SqliteSource> outbox;
    const RenderAnnouncement render;
};
using EnginePtr = std::shared_ptr<const Engine>;

std::unique_ptr<NotificationStore> make_notifications(EnginePtr engine);
std::unique_ptr<InboxStore> make_inboxes(EnginePtr engine);
std::unique_ptr<PeopleStore> make_people(EnginePtr engine);
std::unique_ptr<PushStore> make_pushes(EnginePtr engine);

}  // namespace instante::notification::sqlite_store
