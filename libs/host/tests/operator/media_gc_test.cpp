#include "host/operator/media_gc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "async/signal.hpp"
#include "host/tests/operator/desk.hpp"

namespace instante::host {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A service that owns objects below `p/`: those it is told.
class Owner final : public Service {
public:
    [[nodiscard]] std::string_view name() const override { return "owner"; }
    void add_routes(http::Router&) override {}
    Task<Result<void>> start() override { co_return Result<void>{}; }
    Task<void> stop() override { co_return; }
    Task<Result<void>> ready() override { co_return Result<void>{}; }
    [[nodiscard]] std::vector<std::string> queues() const override { return {"photo", "mail"}; }
    [[nodiscard]] std::vector<std::string> media_queues() const override { return {"photo"}; }
    [[nodiscard]] std::vector<std::string> media_prefixes() const override { return {"p/"}; }
    Task<Result<std::vector<std::string>>> owned_media(std::vector<std::string> keys) override {
        largest = std::max(largest, keys.size());
        if (fails) co_return core::Error{core::engine_away, "photo.db is away"};
        std::erase_if(keys, [this](const std::string& key) { return std::ranges::find(owned, key) == owned.end(); });
        co_return keys;
    }

    std::vector<std::string> owned;
    std::size_t largest = 0;
    bool fails = false;
};

struct MediaGcTest : testing::Test {
    core::FixedClock clock{core::Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}}};
    core::IdGenerator ids{clock, 1};
    std::unique_ptr<bus::Bus> bus = bus::make_memory_bus(clock);
    std::unique_ptr<blob::Store> blobs = blob::make_memory_store(clock);
    std::vector<std::unique_ptr<Service>> services;
    Owner* owner = nullptr;

    MediaGcTest() {
        auto made = std::make_unique<Owner>();
        owner = made.get();
        services.push_back(std::make_unique<testing_desk::Keeper>(std::vector<std::string>{"elsewhere"}));
        services.push_back(std::move(made));
    }
    void put(const std::vector<std::string>& keys) {
        std::vector<blob::NewBlob> all;
        for (const auto& key : keys) all.push_back({key, "image/jpeg", "12345"});
        async::run(blobs->put(std::move(all))).value();
    }
    std::vector<std::string> kept() {
        std::vector<std::string> keys;
        for (auto& info : async::run(blobs->list("", "", 10'000)).value()) keys.push_back(std::move(info.key));
        return keys;
    }
    CommandAnswer order(Given given = {}) {
        return testing_desk::order(media_gc_commands({clock, ids, *bus, *blobs, services, std::chrono::milliseconds{20}}),
                                   "media gc", std::move(given));
    }
    Task<void> give_up(std::string queue) {
        auto loop = co_await async::this_loop();
        bus::Handler refuse = [](bus::Message) -> Task<Result<void>> { co_return core::Error{core::malformed}; };
        auto consumer = bus->consume(queue, 1, loop, std::move(refuse));
        for (;;) {
            auto depth = co_await bus->depth(queue);
            if (depth && depth->dead > 0) break;
            co_await async::sleep(std::chrono::milliseconds{1});
        }
        co_await consumer->stop();
    }
};

const Given deletes{{"delete", {}}};

TEST_F(MediaGcTest, ListsWhatNobodyOwnsAndDeletesNothingUnlessItIsToldTo) {
    put({"p/1/a.jpg", "p/2/b.jpg", "x/3/c.jpg"});
    owner->owned = {"p/1/a.jpg"};
    clock.advance(std::chrono::hours{25});
    const auto answer = order();
    EXPECT_EQ(answer.status, 0) << answer.text;
    EXPECT_THAT(answer.text, HasSubstr("p/2/b.jpg  5 B  2026-11-24T00:00:00.000Z\n1 object that nobody owns, 5 B"));
    EXPECT_THAT(answer.text, Not(HasSubstr("p/1/a.jpg")));
    EXPECT_THAT(answer.text, Not(HasSubstr("x/3/c.jpg"))) << "below no service's prefix";
    EXPECT_THAT(kept(), ElementsAre("p/1/a.jpg", "p/2/b.jpg", "x/3/c.jpg"));
}

TEST_F(MediaGcTest, DeletesAndAnnouncesIt) {
    bus::Queue told;
    told.name = "told";
    told.events = {"media.deleted"};
    async::run(bus->declare(told)).value();
    put({"p/1/a.jpg", "p/2/b.jpg"});
    owner->owned = {"p/1/a.jpg"};
    clock.advance(std::chrono::hours{25});
    EXPECT_THAT(order(deletes).text, HasSubstr("1 object that nobody owns, 5 B: deleted.\n"));
    EXPECT_THAT(kept(), ElementsAre("p/1/a.jpg"));
    EXPECT_EQ(async::run(bus->depth("told"))->ready, 1u);
    EXPECT_EQ(order(deletes).text, "0 objects that nobody owns, 0 B.\n");
}

TEST_F(MediaGcTest, LeavesWhatIsYoungerThanADay) {
    put({"p/1/a.jpg"});
    clock.advance(std::chrono::hours{23});
    EXPECT_THAT(order(deletes).text, HasSubstr("0 objects"));
    EXPECT_THAT(kept(), ElementsAre("p/1/a.jpg"));
}

TEST_F(MediaGcTest, LooksThroughMoreThanAPage) {
    std::vector<std::string> keys;
    for (int i = 0; i < 1234; ++i) keys.push_back("p/" + std::to_string(i) + "/a.jpg");
    put(keys);
    clock.advance(std::chrono::hours{25});
    const auto answer = order(deletes);
    EXPECT_THAT(answer.text, HasSubstr("… and 234 more\n1234 objects"));
    EXPECT_THAT(kept(), IsEmpty());
    EXPECT_LE(owner->largest, 500u);
}

TEST_F(MediaGcTest, SparesWhatADeadLetterSpeaksOf) {
    put({"p/1/a.jpg", "p/2/b.jpg", "p/3/c.jpg"});
    testing_desk::publish(*bus, "photo", "m", R"({"text":"she said \"hi","images":[{"key":"p/2/b.jpg"},{"key":"p/3/c.jpg"}]})");
    async::run(give_up("photo"));
    clock.advance(std::chrono::hours{25});
    EXPECT_THAT(order(deletes).text, HasSubstr("1 object "));
    EXPECT_THAT(kept(), ElementsAre("p/2/b.jpg", "p/3/c.jpg"));
}

TEST_F(MediaGcTest, DoesNotWaitForMessagesThatSpeakOfNone) {
    put({"p/1/a.jpg"});
    testing_desk::publish(*bus, "mail", "m");
    clock.advance(std::chrono::hours{25});
    EXPECT_THAT(order(deletes).text, HasSubstr("1 object that nobody owns"));
}

TEST_F(MediaGcTest, DoesNothingWhileMessagesWaitThatMaySpeakOfObjects) {
    put({"p/1/a.jpg"});
    testing_desk::publish(*bus, "photo", "m", R"({"key":"p/1/a.jpg"})");
    testing_desk::publish(*bus, "elsewhere", "m");
    clock.advance(std::chrono::hours{25});
    const auto answer = order(deletes);
    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.text, HasSubstr("Messages wait in queue photo"));
    EXPECT_THAT(kept(), ElementsAre("p/1/a.jpg"));
}

TEST_F(MediaGcTest, DeletesNothingWhenAnOwnerDoesNotAnswer) {
    put({"p/1/a.jpg"});
    owner->fails = true;
    clock.advance(std::chrono::hours{25});
    EXPECT_EQ(order(deletes).status, 1);
    EXPECT_THAT(kept(), ElementsAre("p/1/a.jpg"));
}

}  // namespace
}  // namespace instante::host
