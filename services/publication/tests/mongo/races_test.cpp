#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <random>
#include <thread>

#include "mongo/testing/scratch.hpp"
#include "publication/tests/support/engine.hpp"
#include "publication/tests/support/stories.hpp"

namespace instante::publication::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Several at once over one database, as processes do: no transaction of many documents keeps them apart.
class MongoRaces : public ::testing::Test {
protected:
    void SetUp() override {
        if (mongo::testing::server().empty()) GTEST_SKIP() << "INSTANTE_TEST_MONGODB names no server (tools/engines run -- …)";
        engine_ = make_mongo_engine();
    }
    Stores& stores() { return engine_->stores(); }
    void keep(const Follow& follow) { async::run(stores().people->keep_follows({follow})).value(); }
    Added add(std::uint64_t id, UserId owner, Reach reach = Reach::push) {
        return async::run(stores().publications->add(created(id, owner, "text", reach))).value();
    }
    std::uint64_t followers(UserId user) { return async::run(stores().people->followers(user)).value(); }

    static constexpr int racers = 4;
    static void race(const std::function<void(int)>& work) {
        std::vector<std::thread> threads;
        for (int racer = 0; racer < racers; ++racer) threads.emplace_back(work, racer);
        for (auto& thread : threads) thread.join();
    }

    std::unique_ptr<Engine> engine_;
};

TEST_F(MongoRaces, EdgesThatManyTellInAnyOrderEndInTheirNewestAndAreCountedExactly) {
    constexpr std::uint64_t readers = 10;
    constexpr std::uint64_t versions = 8;  // the last: every third reader unfollows
    race([&](int racer) {
        std::mt19937 random{static_cast<unsigned>(racer)};
        for (int i = 0; i < 60; ++i) {
            const UserId reader{1000 + random() % readers};
            const auto version = 1 + random() % versions;
            keep(follow(reader, ana, version, version % 2 == 1));
        }
        for (std::uint64_t i = 0; i < readers; ++i) keep(follow(UserId{1000 + i}, ana, versions + 1, i % 3 != 0));
        followers(ana);
    });
    EXPECT_EQ(followers(ana), 6u);
    EXPECT_EQ(followers(ana), 6u) << "counted once";
}

TEST_F(MongoRaces, ACountIsExactHoweverManyCountAtOnce) {
    race([&](int racer) {
        for (std::uint64_t i = 0; i < 30; ++i) {
            keep(follow(UserId{1000 + 100 * static_cast<std::uint64_t>(racer) + i}, ana));
            followers(ana);
        }
    });
    EXPECT_EQ(followers(ana), 120u);
}

TEST_F(MongoRaces, APublicationThatManyAddIsThereOnceAndToldOnce) {
    keep(follow(bruno, ana));
    race([&](int) {
        for (std::uint64_t id = 1; id <= 20; ++id) add(id, ana);
    });
    engine_->settle();
    EXPECT_EQ(engine_->messages("publication.created.v1").size(), 20u);
    EXPECT_EQ(engine_->feed(bruno).size(), 20u);
}

TEST_F(MongoRaces, WhoFollowsWhileAnAuthorPublishesMissesNothing) {
    constexpr std::uint64_t per_racer = 30;
    race([&](int racer) {
        for (std::uint64_t i = 0; i < per_racer; ++i) {
            const auto number = static_cast<std::uint64_t>(racer) * per_racer + i;
            if (racer % 2 == 0) {
                add(1000 + number, ana, i % 3 == 0 ? Reach::pull : Reach::push);
            } else {
                keep(follow(UserId{5000 + number}, ana));
            }
        }
    });
    engine_->settle();
    for (const std::uint64_t racer : {1, 3})
        for (std::uint64_t i = 0; i < per_racer; i += 7)
            EXPECT_EQ(engine_->feed(UserId{5000 + racer * per_racer + i}, 100).size(), 2 * per_racer) << racer << ' ' << i;
}

TEST_F(MongoRaces, AFanOutThatManyAdvanceReachesEverybodyOnce) {
    for (std::uint64_t reader = 0; reader < 160; ++reader) keep(follow(UserId{1000 + reader}, ana));
    ASSERT_EQ(add(1, ana), Added::spreading);
    race([&](int) {
        while (!async::run(stores().timelines->advance({PublicationId{1}, ana, UserId{}}, 7)).value()) {
        }
    });
    EXPECT_THAT(async::run(stores().timelines->pending(10)).value(), IsEmpty());
    for (std::uint64_t reader = 0; reader < 160; reader += 13) EXPECT_THAT(engine_->feed(UserId{1000 + reader}), ElementsAre(1));
}

TEST_F(MongoRaces, OfEditsAtOnceOneIsTheNextVersion) {
    add(1, ana);
    std::atomic<int> replaced{0};
    race([&](int racer) {
        for (int i = 0; i < 20; ++i) {
            const auto current = async::run(stores().publications->find({PublicationId{1}})).value().front();
            PublicationUpdated next{edited(current, std::to_string(racer)), {}};
            if (async::run(stores().publications->replace(std::move(next)))) ++replaced;
        }
    });
    const auto last = async::run(stores().publications->find({PublicationId{1}})).value().front();
    EXPECT_EQ(last.version, 1u + static_cast<std::uint64_t>(replaced));
    EXPECT_EQ(engine_->messages("publication.updated.v1").size(), static_cast<std::size_t>(replaced));
}

TEST_F(MongoRaces, WhatIsDeletedByManyIsToldOnce) {
    for (std::uint64_t id = 1; id <= 20; ++id) add(id, ana);
    race([&](int) {
        for (std::uint64_t id = 1; id <= 20; ++id)
            async::run(stores().publications->remove(ana, {PublicationId{id}}, {})).value();
    });
    EXPECT_EQ(engine_->messages("publication.deleted.v1").size(), 20u);
}

TEST_F(MongoRaces, NothingOfAPersonWhoIsDeletedMeanwhileIsLeft) {
    race([&](int racer) {
        if (racer == 0) {
            async::run(stores().people->keep({gone(ana, PersonState::deleted, 9)})).value();
            async::run(stores().removals->begin({ana, beyond_newest, true})).value();
            engine_->settle();
            return;
        }
        for (std::uint64_t i = 0; i < 15; ++i) {
            const auto number = static_cast<std::uint64_t>(racer) * 100 + i;
            add(number, ana);
            keep(follow(UserId{2000 + number}, ana));
            keep(follow(ana, UserId{2000 + number}));
        }
    });
    engine_->settle();
    EXPECT_EQ(followers(ana), 0u);
    for (std::uint64_t i = 0; i < 15; ++i) EXPECT_EQ(followers(UserId{2100 + i}), 0u) << i;
    EXPECT_THAT(async::run(stores().publications->by_owner(ana, beyond_newest, 100)).value().items, IsEmpty());
    std::vector<PublicationId> ids;
    for (std::uint64_t i = 0; i < 15; ++i) ids.push_back(PublicationId{100 + i});
    EXPECT_THAT(async::run(stores().publications->find(ids)).value(), IsEmpty());
}

TEST_F(MongoRaces, ReportsOfManyAreAllKept) {
    async::run(stores().people->keep({person(ana)})).value();
    race([&](int racer) {
        for (std::uint64_t i = 0; i < 20; ++i) {
            const auto number = static_cast<std::uint64_t>(racer) * 100 + i;
            Report report{.id = ReportId{9000 + number}, .reporter = UserId{2000 + number}, .subject = ana, .text = "text"};
            async::run(stores().reports->file(std::move(report))).value();
        }
    });
    EXPECT_EQ(async::run(stores().reports->find(ana.value)).value()->total(), 80u);
}

}  // namespace
}  // namespace instante::publication::testing
