#include "publication/service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "async/one_shot.hpp"
#include "async/signal.hpp"
#include "blob/testing/temporary_folder.hpp"
#include "bus/adapters.hpp"
#include "mongo/testing/scratch.hpp"
#include "publication/tests/support/world.hpp"

namespace instante::publication::testing {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

/// The service in a process of its own making, on a bus in memory; its file stays between two of them.
class House {
public:
    House(const std::filesystem::path& folder, bus::Bus& bus, std::string database = "sqlite:") : bus_(bus) {
        settings_.data = folder;
        settings_.database.url = std::move(database);
        context_.emplace(host::Context{settings_, folder, loops_, world.clock, ids_, world.log, world.metrics, bus_, *blobs_,
                                       urls_, world.access, world.deny_list, world.keys});
        service = make_publication_service(*context_).value();
        service->add_routes(world.router);
        loops_.run(0, start());
    }
    ~House() {
        loops_.run(0, service->stop());
        service.reset();
        loops_.stop();
    }
    House(const House&) = delete;
    House& operator=(const House&) = delete;

    void send(bus::Address address, std::string type, std::string body, std::string reply_to = {}) {
        bus::Message message;
        message.id = std::to_string(ids_.next());
        message.type = std::move(type);
        message.body = std::move(body);
        message.reply_to = std::move(reply_to);
        async::run(bus_.publish({{std::move(address), std::move(message)}})).value();
    }
    /// Waits until `target` answers something that contains `text`.
    bool shows(std::string_view target, std::string_view text, UserId caller = {}) {
        for (int attempt = 0; attempt < 2000; ++attempt) {
            auto response = world.get(target, caller);
            if (http::testing::content_of(response).find(text) != std::string::npos) return true;
            async::run(async::sleep(5ms));
        }
        return false;
    }

    World world;
    std::unique_ptr<host::Service> service;

private:
    Task<void> start() {
        auto started = co_await service->start();
        if (!started) throw std::runtime_error{started.error().note()};
    }

    bus::Bus& bus_;
    config::Settings settings_;
    async::Loops loops_{1};
    core::IdGenerator ids_{world.clock, 1};
    std::unique_ptr<blob::Store> blobs_ = blob::make_memory_store(world.clock);
    blob::Urls urls_{"", ""};
    std::optional<host::Context> context_;
};

std::string example(const std::string& name) {
    std::ifstream file{std::string{INSTANTE_SOURCE_DIR} + "/contracts/messages/examples/" + name + ".json"};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// The next message in `queue`.
Task<bus::Message> next_message(bus::Bus& bus, std::string queue) {
    auto loop = co_await async::this_loop();
    async::OneShot<bus::Message> came;
    bus::Handler handler = [came](bus::Message message) -> Task<Result<void>> {
        came.set(std::move(message));
        co_return Result<void>{};
    };
    auto consumer = bus.consume(std::move(queue), 1, loop, handler);
    auto message = co_await came.wait();
    co_await consumer->stop();
    co_return message;
}

class ServiceTest : public ::testing::Test {
protected:
    bus::Message next(std::string queue) { return async::run(next_message(*bus_, std::move(queue))); }

    core::SystemClock clock_;
    blob::TemporaryFolder folder_;
    std::unique_ptr<bus::Bus> bus_ = bus::make_memory_bus(clock_);
};

constexpr UserId carla{575684597724382208};

TEST_F(ServiceTest, APublicationComesByItsQueueAndStandsInTheFollowersFeed) {
    House house{folder_.path(), *bus_};
    const auto edge =
        R"({"follow":{"id":"5","follower":"575684597724382208","followee":"573576503464723456","state":"active","version":1,"created_at":"2026-11-24T12:00:00.000Z"}})";
    house.send(bus::to_events("follow.created"), "follow.created.v1", edge);
    house.send(bus::to_queue("publication"), "publication.create.v1", example("publication.create.v1"));
    EXPECT_TRUE(house.shows("/feed", "607847866605929472", carla));
    EXPECT_TRUE(house.shows("/publication/607847866605929472", "\"username\":\"ana.lima\""));
    EXPECT_THAT(next("notification").body, HasSubstr(R"("id":"607847866605929472")"));
    EXPECT_TRUE(async::run(house.service->ready()));
    EXPECT_THAT(house.service->queues(), ::testing::Contains("publication.events"));
}

TEST_F(ServiceTest, WhatWasPublishedIsThereAfterARestart) {
    {
        House house{folder_.path(), *bus_};
        house.send(bus::to_queue("publication"), "publication.create.v1", example("publication.create.v1"));
        ASSERT_TRUE(house.shows("/publications", "607847866605929472"));
    }
    House house{folder_.path(), *bus_};
    EXPECT_TRUE(house.shows("/publications", "607847866605929472"));
}

TEST_F(ServiceTest, AnEmptyReadModelIsFilledFromWhatAuthenticationAnswers) {
    House house{folder_.path(), *bus_};
    auto asked = next("user");
    EXPECT_EQ(asked.type, "user.request.v1");
    house.send(bus::to_queue(asked.reply_to), "user.data.v1", example("user.data.v1"));
    asked = next("follows");
    house.send(bus::to_queue(asked.reply_to), "follows.data.v1", example("follows.data.v1.last"));
    EXPECT_TRUE(house.shows("/publication/user/ana.lima", R"({"items":[],"next":null})"));
}

TEST_F(ServiceTest, TheOperatorMayHaveTheReadModelsFilledAgain) {
    House house{folder_.path(), *bus_};
    next("user");  // as with every empty read model
    const auto commands = house.service->commands();
    ASSERT_EQ(commands.size(), publication_commands().size());
    EXPECT_EQ(commands.back().name, publication_commands().back().name);
    EXPECT_TRUE(async::run(commands.back().run({})));
    const auto asked = next("user");
    EXPECT_EQ(asked.type, "user.request.v1");
    EXPECT_EQ(asked.reply_to, "user-data.publication");
}

TEST_F(ServiceTest, ADeletedPersonIsGoneAtOnceAndPurgedAfterwards) {
    House house{folder_.path(), *bus_};
    bus::Queue told;
    told.name = "test.events";
    told.events = {"user.purged", "publication.deleted"};
    async::run(bus_->declare(told)).value();
    house.send(bus::to_queue("publication"), "publication.create.v1", example("publication.create.v1"));
    ASSERT_TRUE(house.shows("/publications", "607847866605929472"));
    house.send(bus::to_events("user.deleted"), "user.deleted.v1",
               R"({"id":"573576503464723456","version":9,"at":"2026-11-24T12:00:00.000Z","media_keys":[]})");
    EXPECT_EQ(next("test.events").type, "publication.deleted.v1");
    EXPECT_THAT(next("test.events").body, HasSubstr(R"({"id":"573576503464723456","service":"publication"})"));
    EXPECT_EQ(house.world.get("/publication/607847866605929472").status, 404);

    house.send(bus::to_queue("publication"), "publication.create.v1", example("publication.create.v1"));
    EXPECT_EQ(next("test.events").type, "publication.deleted.v1") << "what comes late is dropped with its media";
}

TEST_F(ServiceTest, APersonWhoIsDisabledIsNotShownUntilTheyComeBack) {
    House house{folder_.path(), *bus_};
    house.send(bus::to_queue("publication"), "publication.create.v1", example("publication.create.v1"));
    ASSERT_TRUE(house.shows("/publications", "607847866605929472"));
    house.send(bus::to_events("user.disabled"), "user.disabled.v1",
               R"({"id":"573576503464723456","version":9,"at":"2026-11-24T12:00:00.000Z","media_keys":[]})");
    EXPECT_TRUE(house.shows("/publications", R"("items":[])"));
    EXPECT_TRUE(house.shows("/publication/607847866605929472", "not-found"));
}

TEST_F(ServiceTest, OtherServicesAreAnsweredByTheirQueue) {
    House house{folder_.path(), *bus_};
    house.send(bus::to_queue("publication"), "publication.create.v1", example("publication.create.v1"));
    ASSERT_TRUE(house.shows("/publications", "607847866605929472"));
    house.send(bus::to_queue("publication-request"), "publication.request.v1", R"({"ids":["607847866605929472","1"]})",
               "publication-data.test");
    const auto answer = next("publication-data.test");
    EXPECT_EQ(answer.type, "publication.data.v1");
    EXPECT_THAT(answer.body, HasSubstr(R"({"publications":[{"id":"607847866605929472","owner":"573576503464723456")"));
}

TEST_F(ServiceTest, AnotherPublicationUnderAnIdIsParked) {
    House house{folder_.path(), *bus_};
    house.send(bus::to_queue("publication"), "publication.create.v1", example("publication.create.v1"));
    ASSERT_TRUE(house.shows("/publications", "607847866605929472"));
    auto other = example("publication.create.v1");
    other.replace(other.find("Pico"), 4, "Topo");
    house.send(bus::to_queue("publication"), "publication.create.v1", other);
    std::vector<bus::DeadLetter> dead;
    for (int attempt = 0; attempt < 2000 && dead.empty(); ++attempt) {
        async::run(async::sleep(5ms));
        dead = async::run(bus_->dead("publication", "", 10)).value();
    }
    ASSERT_EQ(dead.size(), 1u);
    EXPECT_THAT(dead[0].reason, HasSubstr("publication/other-content"));
}

TEST_F(ServiceTest, InMemoryNothingIsWrittenAndAnEngineThatIsNotThereIsNamed) {
    config::Settings settings;
    settings.ephemeral = true;
    World world;
    async::Loops loops{1};
    core::IdGenerator ids{world.clock, 1};
    const auto blobs = blob::make_memory_store(world.clock);
    const blob::Urls urls{"", ""};
    host::Context context{settings, folder_.path(), loops,        world.clock,     ids,       world.log, world.metrics, *bus_,
                          *blobs,   urls,           world.access, world.deny_list, world.keys};
    const auto service = make_publication_service(context).value();
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
    settings.ephemeral = false;
    settings.database.url = "mongodb://ana:s3cret@127.0.0.1:1/?serverSelectionTimeoutMS=100";
    const auto unreachable = make_publication_service(context).error().note();
    EXPECT_THAT(unreachable, HasSubstr("--database: no database answers"));
    EXPECT_THAT(unreachable, ::testing::Not(HasSubstr("s3cret")));
    loops.stop();
}

class MongoService : public ServiceTest {};

TEST_F(MongoService, WhatWasPublishedIsThereAfterARestartAndIsReady) {
    if (mongo::testing::server().empty()) GTEST_SKIP() << "INSTANTE_TEST_MONGODB names no server (tools/engines run -- …)";
    const mongo::testing::Scratch scratch;
    {
        House house{folder_.path(), *bus_, scratch.url()};
        house.send(bus::to_queue("publication"), "publication.create.v1", example("publication.create.v1"));
        EXPECT_TRUE(house.shows("/publications", "607847866605929472"));
    }
    House house{folder_.path(), *bus_, scratch.url()};
    EXPECT_TRUE(house.shows("/publication/607847866605929472", "Pico"));
    EXPECT_TRUE(async::run(house.service->ready()));
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

}  // namespace
}  // namespace instante::publication::testing
