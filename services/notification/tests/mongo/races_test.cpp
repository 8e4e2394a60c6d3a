#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>
#include <thread>

#include "notification/tests/support/world.hpp"

namespace instante::notification {
namespace {

using namespace samples;

using Ids = std::vector<NotificationId>;

/// Several at once over one database, as processes do: no transaction of many documents keeps them apart.
class MongoRaces : public testing::Test {
protected:
    void SetUp() override {
        if (mongo::testing::server().empty()) GTEST_SKIP() << "INSTANTE_TEST_MONGODB names no server (tools/engines run -- …)";
        world_ = std::make_unique<MongoWorld>();
    }
    MongoWorld& world() { return *world_; }
    Stores& stores() { return world_->stores(); }
    void open(NotificationId id) { ASSERT_TRUE(async::run(stores().notifications->open(published(id), {}))); }
    void spread(AudiencePage page) {
        ASSERT_TRUE(async::run(stores().notifications->spread(std::move(page), world_->clock.now(), {})));
    }
    void purge(UserId user) {
        ASSERT_TRUE(async::run(stores().people->bury(user, 9)));
        while (async::run(stores().people->purge(user, 3, {})).value()) {
        }
    }
    std::size_t count(const char* collection, mongo::Document filter) {
        auto work = [collection, filter = std::move(filter)](mongo::Connection& connection) -> Result<std::size_t> {
            return connection.count(collection, filter);
        };
        return async::run(world_->database().run(std::move(work))).value();
    }
    Ids inbox(UserId user) {
        Ids ids;
        const InboxQuery query{.user = user, .before = {}, .unread = false, .oldest = {}, .limit = 100};
        for (const auto& entry : async::run(stores().inboxes->page(query)).value().items) ids.push_back(entry.id);
        return ids;
    }

    static constexpr int racers = 4;
    static void race(const std::function<void(int)>& work) {
        std::vector<std::thread> threads;
        for (int racer = 0; racer < racers; ++racer) threads.emplace_back(work, racer);
        for (auto& thread : threads) thread.join();
    }

private:
    std::unique_ptr<MongoWorld> world_;
};

const auto first = id_at(1ms);

TEST_F(MongoRaces, ANotificationThatManyOpenAsksForItsAudienceOnce) {
    race([&](int) {
        for (int i = 1; i <= 20; ++i) open(id_at(std::chrono::milliseconds{i}));
    });
    EXPECT_EQ(world().announced_to("token").size(), 20u);
}

TEST_F(MongoRaces, APageThatManyTakeIsToldOnce) {
    std::vector<Recipient> readers;
    for (std::uint64_t i = 100; i < 130; ++i) readers.push_back(reader(UserId{i}, {"phone-" + std::to_string(i)}));
    open(first);
    race([&](int) { spread(page(first, readers, "", "130")); });
    EXPECT_EQ(world().announced_to("token").size(), 2u) << "the next page is asked for once";
    EXPECT_EQ(count("push", {}), 30u);
    for (std::uint64_t i = 100; i < 130; i += 7) {
        const auto came = async::run(stores().inboxes->since({.user = UserId{i}, .after = {}, .oldest = {}, .limit = 9})).value();
        EXPECT_EQ(came.entries.size(), 1u);
        EXPECT_EQ(inbox(UserId{i}), Ids{first});
    }
}

TEST_F(MongoRaces, WhoListensMissesNothingOfWhatComesAtOnce) {
    constexpr int each = 25;
    std::vector<NotificationId> heard;
    race([&](int racer) {
        if (racer == 0) {
            Arrival place;
            while (heard.size() < static_cast<std::size_t>((racers - 1) * each)) {
                const ArrivalQuery query{.user = carla, .after = place, .oldest = {}, .limit = 3};
                const auto came = async::run(stores().inboxes->since(query)).value();
                for (const auto& entry : came.entries) heard.push_back(entry.id);
                place = came.last;
            }
            return;
        }
        for (int i = 0; i < each; ++i) {
            const auto id = id_at(std::chrono::milliseconds{i}, static_cast<std::uint64_t>(racer));
            open(id);
            spread(page(id, {reader(carla)}));
        }
    });
    const std::set<NotificationId> different{heard.begin(), heard.end()};
    EXPECT_EQ(different.size(), heard.size()) << "nothing twice";
    EXPECT_EQ(inbox(carla).size(), heard.size());
}

TEST_F(MongoRaces, OfVersionsInAnyOrderTheNewestStays) {
    open(first);
    spread(page(first, {reader(carla)}));
    race([&](int racer) {
        for (int i = 0; i < 40; ++i) {
            const auto version = 1 + (i * 7 + racer * 11) % 40;
            if (version % 3 == 0) {
                ASSERT_TRUE(async::run(stores().people->disable(ana.id, version)));
            } else {
                ASSERT_TRUE(async::run(stores().people->learn({ana.id, "ana", std::to_string(version), ""}, version)));
            }
        }
    });
    const InboxQuery query{.user = carla, .before = {}, .unread = false, .oldest = {}, .limit = 9};
    EXPECT_EQ(async::run(stores().inboxes->page(query)).value().items.at(0).actor.name, "40");
}

TEST_F(MongoRaces, NothingOfAReaderWhoIsDeletedWhileAPageIsWrittenIsLeft) {
    race([&](int racer) {
        if (racer == 0) {
            purge(carla);
            return;
        }
        for (int i = 0; i < 15; ++i) {
            const auto id = id_at(std::chrono::milliseconds{i}, static_cast<std::uint64_t>(racer));
            open(id);
            spread(page(id, {reader(carla, {"phone"}), reader(davi, {"other"})}));
            ASSERT_TRUE(async::run(stores().inboxes->mark_read(carla, id)));
        }
    });
    EXPECT_EQ(count("inbox", {{"user", carla}}), 0u);
    EXPECT_EQ(count("push", {{"user", carla}}), 0u);
    EXPECT_EQ(count("reader", {{"_id", carla}}), 0u);
    EXPECT_EQ(inbox(davi).size(), 45u);
    EXPECT_EQ(count("push", {{"user", davi}}), 45u);
}

TEST_F(MongoRaces, NothingOfAnActorWhoIsDeletedWhileTheyAreToldOfIsLeft) {
    race([&](int racer) {
        if (racer == 0) {
            purge(ana.id);
            return;
        }
        for (int i = 0; i < 15; ++i) {
            const auto id = id_at(std::chrono::milliseconds{i}, static_cast<std::uint64_t>(racer));
            open(id);
            spread(page(id, {reader(carla), reader(davi)}));
        }
    });
    EXPECT_TRUE(inbox(carla).empty());
    while (async::run(stores().notifications->clear_hidden(100)).value()) {
    }
    EXPECT_EQ(count("inbox", {}), 0u);
}

TEST_F(MongoRaces, NothingIsShownOfAPublicationThatGoesWhileItIsToldOf) {
    race([&](int racer) {
        for (int i = 0; i < 20; ++i) {
            const auto id = id_at(std::chrono::milliseconds{i});
            if (racer == 0) {
                ASSERT_TRUE(async::run(stores().notifications->hide(PublicationId{id.value})));
                while (async::run(stores().notifications->clear_hidden(5)).value()) {
                }
            } else {
                open(id);
                spread(page(id, {reader(carla), reader(davi)}));
            }
        }
    });
    EXPECT_TRUE(inbox(carla).empty());
    while (async::run(stores().notifications->clear_hidden(100)).value()) {
    }
    EXPECT_EQ(count("inbox", {}), 0u);
}

}  // namespace
}  // namespace instante::notification
