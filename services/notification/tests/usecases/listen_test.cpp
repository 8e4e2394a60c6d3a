#include "notification/usecases/listen.hpp"

#include <gtest/gtest.h>

#include "async/scope.hpp"
#include "notification/domain/errors.hpp"
#include "notification/domain/limits.hpp"
#include "notification/tests/support/flaky_stores.hpp"
#include "notification/tests/support/world.hpp"
#include "notification/usecases/spread_notification.hpp"

namespace instante::notification {
namespace {

using namespace samples;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""min;

using Ids = std::vector<NotificationId>;

constexpr auto for_ever = 10min;  ///< a wait that nothing but an event may end

Ids ids_of(const Heard& heard) {
    Ids ids;
    for (const auto& entry : heard.entries) ids.push_back(entry.id);
    return ids;
}

class WhoListens : public testing::Test {
protected:
    static Caller caller(UserId user, std::uint64_t session = 1) {
        return {.user = user, .session = session, .issued = noon, .until = noon + 15min};
    }
    Task<void> tell(NotificationId id, UserId user) {
        auto opened = co_await world_.stores().notifications->open(published(id), {});
        EXPECT_TRUE(opened);
        co_await spread(id, user);
    }
    Task<void> spread(NotificationId id, UserId user) {
        auto told = co_await spread_(page(id, {reader(user)}), {});
        EXPECT_TRUE(told);
    }
    Task<std::unique_ptr<Listening>> listen(Caller who, std::chrono::milliseconds silence,
                                            std::optional<NotificationId> last = std::nullopt) {
        Listen begin{*world_.stores().inboxes, listeners_, world_.clock, silence};
        auto listening = co_await begin(who, last);
        co_return std::move(*listening);
    }
    static Task<Result<void>> hear(Listening& listening, Heard& into) {
        auto heard = co_await listening.next();
        if (!heard) co_return heard.error();
        into = std::move(*heard);
        co_return Result<void>{};
    }
    /// Starts to listen, does something once it waits, and gives what is then heard.
    Task<Heard> heard_while(Listening& listening, std::function<Task<void>()> something) {
        auto loop = co_await async::this_loop();
        async::Scope scope{loop};
        Heard heard;
        scope.spawn(hear(listening, heard));
        auto doing = something();
        co_await std::move(doing);
        auto ended = co_await scope.join();
        EXPECT_TRUE(ended);
        co_return heard;
    }

    MemoryWorld world_;
    std::size_t count_ = 0;
    Listeners listeners_{[this](std::size_t count) { count_ = count; }};
    SpreadNotification spread_{*world_.stores().notifications, world_.clock, {.listeners = listeners_}};
};

TEST_F(WhoListens, IsWokenByWhatIsTold) {
    const auto work = [this]() -> Task<void> {
        auto listening = co_await listen(caller(carla), for_ever);
        const auto telling = [this] { return tell(id_at(1ms), carla); };
        auto heard = co_await heard_while(*listening, telling);
        EXPECT_EQ(ids_of(heard), Ids{id_at(1ms)});
    };
    async::run(work());
}

TEST_F(WhoListens, HearsItOnEveryStreamOfTheReaderAndOnNoOther) {
    const auto work = [this]() -> Task<void> {
        auto first = co_await listen(caller(carla), for_ever);
        auto second = co_await listen(caller(carla), for_ever);
        auto other = co_await listen(caller(davi), 1ms);
        co_await tell(id_at(1ms), carla);
        auto by_first = co_await first->next();
        auto by_second = co_await second->next();
        auto by_other = co_await other->next();
        EXPECT_EQ(ids_of(by_first.value()), Ids{id_at(1ms)});
        EXPECT_EQ(ids_of(by_second.value()), Ids{id_at(1ms)});
        EXPECT_TRUE(by_other.value().entries.empty());
        EXPECT_FALSE(by_other.value().ended);
    };
    async::run(work());
}

TEST_F(WhoListens, SaysAfterASilenceThatThereIsNothing) {
    const auto work = [this]() -> Task<void> {
        auto listening = co_await listen(caller(carla), 1ms);
        auto heard = co_await listening->next();
        EXPECT_TRUE(heard.value().entries.empty());
        EXPECT_FALSE(heard.value().ended);
    };
    async::run(work());
}

TEST_F(WhoListens, FindsAtTheEndOfASilenceWhatNobodyWokeItFor) {
    const auto work = [this]() -> Task<void> {
        auto listening = co_await listen(caller(carla), 1ms);
        auto& notifications = *world_.stores().notifications;
        auto opened = co_await notifications.open(published(id_at(1ms)), {});
        EXPECT_TRUE(opened);
        auto told = co_await notifications.spread(page(id_at(1ms), {reader(carla)}), noon, {});  // as another process does
        EXPECT_TRUE(told);
        auto heard = co_await listening->next();
        EXPECT_EQ(ids_of(heard.value()), Ids{id_at(1ms)});
    };
    async::run(work());
}

TEST_F(WhoListens, IsWokenWithEverybodyForWhatWasMissed) {
    const auto work = [this]() -> Task<void> {
        auto listening = co_await listen(caller(carla), for_ever);
        const auto missing = [this]() -> Task<void> {
            auto& notifications = *world_.stores().notifications;
            auto opened = co_await notifications.open(published(id_at(1ms)), {});
            EXPECT_TRUE(opened);
            auto told = co_await notifications.spread(page(id_at(1ms), {reader(carla)}), noon, {});  // as another process does
            EXPECT_TRUE(told);
            co_await listeners_.wake_all();
        };
        auto heard = co_await heard_while(*listening, missing);
        EXPECT_EQ(ids_of(heard), Ids{id_at(1ms)});
    };
    async::run(work());
}

TEST_F(WhoListens, GoesOnFromTheLastThatWasHeard) {
    const auto work = [this]() -> Task<void> {
        for (const auto at : {1ms, 2ms}) co_await tell(id_at(at), carla);
        auto opened = co_await world_.stores().notifications->open(published(id_at(3ms)), {});
        EXPECT_TRUE(opened);
        co_await tell(id_at(4ms), carla);
        co_await spread(id_at(3ms), carla);  // made before the one above, and told after it
        auto listening = co_await listen(caller(carla), 1ms, id_at(1ms));
        EXPECT_EQ(listening->begin(), id_at(1ms));
        auto heard = co_await listening->next();
        EXPECT_EQ(ids_of(heard.value()), (Ids{id_at(2ms), id_at(4ms), id_at(3ms)}));
        auto later = co_await listen(caller(carla), 1ms, id_at(4ms));
        auto rest = co_await later->next();
        EXPECT_EQ(ids_of(rest.value()), Ids{id_at(3ms)});
    };
    async::run(work());
}

TEST_F(WhoListens, HearsALongAbsenceInPieces) {
    constexpr int count = 120;
    const auto work = [this]() -> Task<void> {
        for (int i = 1; i <= count; ++i) co_await tell(id_at(std::chrono::milliseconds{i}), carla);
        auto listening = co_await listen(caller(carla), 1ms, NotificationId{});
        std::size_t all = 0;
        for (;;) {
            auto heard = co_await listening->next();
            EXPECT_LE(heard.value().entries.size(), 50u);
            if (heard.value().entries.empty()) break;
            all += heard.value().entries.size();
        }
        EXPECT_EQ(all, static_cast<std::size_t>(count));
    };
    async::run(work());
}

TEST_F(WhoListens, EndsWhenTheTokenDoes) {
    const auto work = [this]() -> Task<void> {
        auto listening = co_await listen(caller(carla), for_ever);
        co_await tell(id_at(1ms), carla);
        world_.clock.advance(15min);
        auto heard = co_await listening->next();
        EXPECT_TRUE(heard.value().ended);
        EXPECT_TRUE(heard.value().entries.empty());
    };
    async::run(work());
}

TEST_F(WhoListens, EndsWhenTheCallerIsRefused) {
    const auto work = [this]() -> Task<void> {
        auto refused = co_await listen(caller(carla, 1), for_ever);
        auto other = co_await listen(caller(carla, 2), 1ms);
        const auto refusing = [this]() -> Task<void> {
            listeners_.end_where([](const Caller& each) { return each.session == 1; });
            co_return;
        };
        auto heard = co_await heard_while(*refused, refusing);
        EXPECT_TRUE(heard.ended);
        auto still = co_await other->next();
        EXPECT_FALSE(still.value().ended);
    };
    async::run(work());
}

TEST_F(WhoListens, EndsWhenTheProcessDoesAndBeginsNoMore) {
    const auto work = [this]() -> Task<void> {
        auto listening = co_await listen(caller(carla), for_ever);
        const auto closing = [this]() -> Task<void> {
            listeners_.close();
            co_return;
        };
        auto heard = co_await heard_while(*listening, closing);
        EXPECT_TRUE(heard.ended);
        Listen begin{*world_.stores().inboxes, listeners_, world_.clock, 1ms};
        auto late = co_await begin(caller(davi), std::nullopt);
        EXPECT_EQ(late.error().code(), core::overloaded);
        EXPECT_TRUE(late.error().retry_after());
    };
    async::run(work());
}

TEST_F(WhoListens, EndsWithAnErrorWhenTheStoreIsAway) {
    auto flaky = make_flaky_stores(world_.stores(), {2, FlakyPlan::When::before});
    const auto work = [this, &flaky]() -> Task<void> {
        Listen begin{*flaky.inboxes, listeners_, world_.clock, for_ever};
        auto listening = co_await begin(caller(carla), std::nullopt);
        auto heard = co_await (*listening)->next();
        EXPECT_EQ(heard.error().code(), core::engine_away);
        auto refused = co_await begin(caller(carla), std::nullopt);
        EXPECT_TRUE(refused);
    };
    async::run(work());
    EXPECT_EQ(count_, 0u);
}

class Seats : public testing::Test {
protected:
    Result<std::unique_ptr<Listeners::Seat>> join(UserId user) {
        return listeners_.join({.user = user, .session = 1, .issued = noon, .until = noon}, loop_.get_executor());
    }

    boost::asio::io_context loop_;
    std::size_t count_ = 0;
    Listeners listeners_{[this](std::size_t count) { count_ = count; }};
    std::vector<std::unique_ptr<Listeners::Seat>> seats_;
};

TEST_F(Seats, AreSomeForOnePerson) {
    for (std::size_t i = 0; i < streams_per_person; ++i) seats_.push_back(join(carla).value());
    EXPECT_EQ(join(carla).error().code(), too_many_streams);
    EXPECT_TRUE(join(davi));
    seats_.pop_back();
    EXPECT_TRUE(join(carla)) << "one has left";
}

TEST_F(Seats, AreAllWokenThoughNotAtOnce) {
    constexpr std::size_t people = 600;
    const auto work = [this]() -> Task<void> {
        auto loop = co_await async::this_loop();
        for (std::size_t i = 0; i < people * 2; ++i)
            seats_.push_back(
                listeners_.join({.user = UserId{1 + i / 2}, .session = 1, .issued = noon, .until = noon}, loop).value());
        co_await listeners_.wake_all();
        for (const auto& seat : seats_) {
            auto woken = co_await seat->wait_for(for_ever);
            EXPECT_TRUE(woken);
        }
    };
    async::run(work());
    seats_.clear();
}

TEST_F(Seats, AreManyForAll) {
    for (std::size_t i = 0; i < streams_at_once; ++i) seats_.push_back(join(UserId{1000 + i}).value());
    EXPECT_EQ(count_, streams_at_once);
    EXPECT_EQ(join(carla).error().code(), core::overloaded);
    seats_.clear();
    EXPECT_EQ(count_, 0u);
}

}  // namespace
}  // namespace instante::notification
