#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "async/run.hpp"
#include "authentication/outbound/messages/announcer.hpp"
#include "authentication/outbound/mongo/shelf.hpp"
#include "authentication/outbound/mongo/stores.hpp"
#include "authentication/tests/people.hpp"
#include "core/time.hpp"
#include "mongo/testing/scratch.hpp"

namespace instante::authentication::testing {

/// The stores over a database of their own, and the database.
class MongoWorld {
public:
    MongoWorld() {
        auto indexes = mongo_indexes();
        for (auto& index : outbox_.indexes()) indexes.push_back(std::move(index));
        async::run(scratch_.database().create_indexes(std::move(indexes))).value();
    }

    Stores& stores() { return stores_; }
    core::FixedClock& clock() { return clock_; }
    [[nodiscard]] mongo_store::Shelf shelf() const { return mongo_store::Shelf{needs_}; }
    /// What every process does now and then, until nothing is left.
    void tend() const {
        MongoUpkeep upkeep{needs_};
        while (async::run(upkeep()).value()) {
        }
    }
    /// Searches that look at so few entries of the index at a time.
    std::unique_ptr<SearchStore> search(std::size_t entries) {
        return mongo_store::make_search(std::make_shared<const mongo_store::Shelf>(needs_), entries);
    }
    /// How many messages of a type wait.
    std::size_t told(const std::string& type) {
        const auto waiting = async::run(outbox_.pending(0, 10'000)).value();
        return static_cast<std::size_t>(std::ranges::count_if(
            waiting, [&](const outbox::Entry& each) { return each.outgoing.message.type.starts_with(type); }));
    }
    /// Changes the database as a process does that dies then.
    void with(std::function<void(mongo::Connection&)> change) {
        auto work = [&](mongo::Connection& connection) -> Result<void> {
            change(connection);
            return boost::system::in_place_value;
        };
        async::run(scratch_.database().run(std::move(work))).value();
    }

private:
    mongo::testing::Scratch scratch_;
    core::FixedClock clock_{noon};
    core::IdGenerator ids_{clock_, 1};
    mongo::DocumentOutbox outbox_{scratch_.database(), ids_, clock_, {.collections = mongo_outbox_collections()}};
    MongoNeeds needs_{scratch_.database(), outbox_, Announcer{ids_, clock_}, ids_, clock_};
    Stores stores_ = make_mongo_stores(needs_);
};

/// Several at once over one database, as processes do: no transaction of many documents keeps them apart.
class MongoTest : public ::testing::Test {
protected:
    void SetUp() override {
        if (mongo::testing::server().empty()) GTEST_SKIP() << "INSTANTE_TEST_MONGODB names no server (tools/engines run -- …)";
        world_.emplace();
    }
    MongoWorld& world() { return *world_; }
    Stores& stores() { return world_->stores(); }
    User find(std::uint64_t id) { return async::run(stores().people->by_id(UserId{id})).value().value(); }
    void add(std::uint64_t id, const std::string& username) {
        ASSERT_TRUE(async::run(stores().accounts->add(an_account(id, username)))) << username;
    }
    /// A change of a person, tried again where somebody was faster.
    void change(std::uint64_t id, const std::function<void(UserChange&)>& amend) {
        for (;;) {
            UserChange change;
            change.user = find(id);
            ++change.user.version;
            change.at = noon;
            amend(change);
            if (async::run(stores().accounts->change(std::move(change)))) return;
        }
    }

    static constexpr int racers = 4;
    static void race(const std::function<void(int)>& work) {
        std::vector<std::thread> threads;
        threads.reserve(racers);
        for (int racer = 0; racer < racers; ++racer) threads.emplace_back(work, racer);
        for (auto& thread : threads) thread.join();
    }

private:
    std::optional<MongoWorld> world_;
};

}  // namespace instante::authentication::testing
