#include "host/operator/dead_letters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "async/signal.hpp"
#include "host/tests/operator/desk.hpp"

namespace instante::host {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A bus whose queue `photo` gives up every message at once.
struct DeadLettersTest : testing::Test {
    core::SystemClock clock;
    std::unique_ptr<bus::Bus> bus = bus::make_memory_bus(clock);
    std::vector<std::unique_ptr<Service>> services;
    std::vector<Command> commands = dead_letter_commands(*bus, services);

    DeadLettersTest() { services.push_back(std::make_unique<testing_desk::Keeper>(std::vector<std::string>{"photo", "quiet"})); }

    /// Publishes `ids`, and gives up what comes until there are `dead` dead letters.
    Task<void> give_up(std::vector<std::string> ids, std::size_t dead) {
        auto loop = co_await async::this_loop();
        bus::Handler refuse = [](bus::Message) -> Task<Result<void>> { co_return core::Error{core::malformed, "no\nphoto"}; };
        for (const auto& id : ids) {
            bus::Message message;
            message.id = id;
            message.type = "photo.create.v1";
            message.body = R"({"id":")" + id + R"("})";
            std::vector<bus::Outgoing> one;
            one.push_back({bus::to_queue("photo"), std::move(message)});
            auto published = co_await bus->publish(std::move(one));
            EXPECT_TRUE(published);
        }
        auto consumer = bus->consume("photo", 8, loop, std::move(refuse));
        for (;;) {
            auto depth = co_await bus->depth("photo");
            if (depth && depth->dead == dead && depth->ready == 0 && depth->in_flight == 0) break;
            co_await async::sleep(std::chrono::milliseconds{1});
        }
        co_await consumer->stop();
    }
    std::size_t ready() { return async::run(bus->depth("photo"))->ready; }
    std::size_t dead() { return async::run(bus->depth("photo"))->dead; }
    CommandAnswer order(std::string name, Given given = {}) {
        return testing_desk::order(commands, std::move(name), std::move(given));
    }
};

TEST_F(DeadLettersTest, NamesTheQueuesThatHaveAny) {
    EXPECT_EQ(order("bus dead list").text, "No dead letters.\n");
    async::run(give_up({"1", "2"}, 2));
    const auto answer = order("bus dead list");
    EXPECT_THAT(answer.text, HasSubstr("photo  2  since 20"));
    EXPECT_THAT(answer.text, Not(HasSubstr("quiet")));
}

TEST_F(DeadLettersTest, ListsThoseOfAQueueOneToALineWithTheReason) {
    async::run(give_up({"1", "2"}, 2));
    const auto answer = order("bus dead list", {{"queue", {"photo"}}});
    EXPECT_EQ(answer.status, 0);
    EXPECT_EQ(std::ranges::count(answer.text, '\n'), 2);
    EXPECT_THAT(answer.text, HasSubstr("1  photo.create.v1  20"));
    EXPECT_THAT(answer.text, HasSubstr("malformed"));
    EXPECT_THAT(order("bus dead list", {{"queue", {"photo"}}, {"after", {"1"}}}).text, Not(HasSubstr("\n1  ")));
    EXPECT_EQ(order("bus dead list", {{"queue", {"quiet"}}}).text, "Queue quiet has no dead letters.\n");
}

TEST_F(DeadLettersTest, ShowsOneWhole) {
    std::vector<std::string> ids;
    for (int i = 0; i < 250; ++i) ids.push_back("m" + std::to_string(i));
    async::run(give_up(ids, 250));
    const auto answer = order("bus dead show", {{"queue", {"photo"}}, {"id", {"m249"}}});
    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.text, HasSubstr(R"({"id":"m249"})"));
    EXPECT_THAT(answer.text, HasSubstr("photo.create.v1"));
    const auto none = order("bus dead show", {{"queue", {"photo"}}, {"id", {"m250"}}});
    EXPECT_EQ(none.status, 1);
    EXPECT_THAT(none.text, HasSubstr("Queue photo has no dead letter m250"));
}

TEST_F(DeadLettersTest, ReplaysThoseThatAreNamed) {
    async::run(give_up({"1", "2", "3"}, 3));
    EXPECT_EQ(order("bus dead replay", {{"queue", {"photo"}}, {"id", {"1", "3"}}}).text,
              "2 messages put back into queue photo.\n");
    EXPECT_EQ(ready(), 2u);
    EXPECT_EQ(dead(), 1u);
    EXPECT_EQ(order("bus dead replay", {{"queue", {"photo"}}, {"id", {"1"}}}).status, 1);
}

TEST_F(DeadLettersTest, ReplaysAllOnceAlthoughTheyAreGivenUpAgain) {
    std::vector<std::string> ids;
    for (int i = 0; i < 150; ++i) ids.push_back(std::to_string(i));
    async::run(give_up(ids, 150));
    EXPECT_EQ(order("bus dead replay", {{"queue", {"photo"}}, {"all", {}}}).text, "150 messages put back into queue photo.\n");
    EXPECT_EQ(dead(), 0u);
    async::run(give_up({}, 150));
    EXPECT_EQ(dead(), 150u);
}

TEST_F(DeadLettersTest, DropsThoseThatAreNamedOrAll) {
    async::run(give_up({"1", "2", "3"}, 3));
    EXPECT_EQ(order("bus dead drop", {{"queue", {"photo"}}, {"id", {"2"}}}).text, "1 message dropped.\n");
    EXPECT_EQ(dead(), 2u);
    EXPECT_EQ(order("bus dead drop", {{"queue", {"photo"}}, {"all", {}}}).text, "2 messages dropped.\n");
    EXPECT_EQ(dead(), 0u);
    EXPECT_EQ(ready(), 0u);
}

TEST_F(DeadLettersTest, DoesNothingWhenNeitherMessagesNorAllAreGiven) {
    async::run(give_up({"1"}, 1));
    EXPECT_EQ(order("bus dead drop", {{"queue", {"photo"}}}).status, 2);
    EXPECT_EQ(order("bus dead drop", {{"queue", {"photo"}}, {"id", {"1"}}, {"all", {}}}).status, 2);
    EXPECT_EQ(dead(), 1u);
}

}  // namespace
}  // namespace instante::host
