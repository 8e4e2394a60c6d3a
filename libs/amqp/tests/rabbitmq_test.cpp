#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <random>
#include <string>

#include "amqp/amqp.hpp"
#include "amqp/topology.hpp"
#include "async/run.hpp"
#include "async/within.hpp"
#include "broker.hpp"
#include "bus/tests/consuming.hpp"

// What the bus makes of RabbitMQ's own ways, beyond what every bus promises.
namespace instante::amqp {
namespace {

using namespace std::chrono_literals;
using async::run;
using testing::ElementsAre;
using testing::HasSubstr;

std::unique_ptr<bus::Bus> open(const std::string& url = broker_url()) {
    auto options = test_options();
    options.url = url;
    return open_bus(std::move(options), system_clock(), quiet_log()).value();
}

bus::Queue named(std::string name, std::size_t max_length = 1'000'000) {
    bus::Queue queue;
    queue.name = std::move(name);
    queue.max_length = max_length;
    return queue;
}

struct RabbitMq : testing::Test {
    RabbitMq() : work("rabbitmq-" + std::to_string(std::random_device{}())) {}
    void SetUp() override {
        if (!has_broker()) GTEST_SKIP() << "INSTANTE_TEST_AMQP names no broker";
        bus = open();
    }
    Result<void> publish(bus::Bus& to, const std::vector<std::string>& ids) {
        return run(to.publish(bus::outgoing(bus::to_queue(work), ids)));
    }
    std::string work;
    std::unique_ptr<bus::Bus> bus;
};

TEST_F(RabbitMq, AQueueThatIsFullRefusesAlsoThoseWhoDoNotKnowItsBound) {
    ASSERT_TRUE(run(bus->declare(named(work, 2))));
    auto stranger = open();
    std::size_t taken = 0;
    Result<void> published;
    while (published && taken < 100) {
        published = publish(*stranger, {std::to_string(taken)});
        if (published) ++taken;
    }
    ASSERT_FALSE(published);
    EXPECT_EQ(published.error().code(), core::overloaded);
    EXPECT_GE(taken, 2u);
    EXPECT_LE(taken, 10u);  // the broker tells its publishers a little late
    EXPECT_EQ(run(bus::take(*bus, work, taken)).size(), taken);
}

TEST_F(RabbitMq, AQueueThatIsThereWithAnotherBoundStaysAsItIs) {
    ASSERT_TRUE(run(bus->declare(named(work, 5))));
    auto later = open();
    ASSERT_TRUE(run(later->declare(named(work, 7))));
    ASSERT_TRUE(publish(*later, {"a"}));
    EXPECT_THAT(bus::ids_of(run(bus::take(*later, work, 1))), ElementsAre("a"));
}

TEST_F(RabbitMq, AnAnswerToSomebodyWhoIsGoneIsDropped) {
    auto answer = bus::outgoing(bus::to_queue(work + ".data"), {"a"});
    answer[0].message.correlation_id = "q-1";
    ASSERT_TRUE(run(bus->publish(answer)));
    EXPECT_EQ(run(bus->depth(work + ".data")).value().ready, 0u);
}

TEST_F(RabbitMq, AQueueOfAnInstanceIsGoneWithIt) {
    auto other = open();
    auto own = named(work);
    own.per_instance = true;
    ASSERT_TRUE(run(other->declare(own)));
    other.reset();
    const auto again = run(bus->declare(own));  // it would be somebody else's, were it there
    EXPECT_TRUE(again) << again.error().note();
}

TEST_F(RabbitMq, AMessageThatEndsItsConsumersIsDeadAtLast) {
    ASSERT_TRUE(run(bus->declare(named(work))));
    ASSERT_TRUE(publish(*bus, {"poison"}));
    const auto server = parse_server(broker_url()).value();
    auto connection = Connection::open({server, {}, "poison", {}, 5s}).value();
    ASSERT_TRUE(connection->open_channel(1).ok());
    for (int i = 0; i < 300; ++i) {
        const auto reply = amqp_basic_get(connection->state(), 1, to_bytes(work), 0);
        ASSERT_EQ(reply.reply_type, AMQP_RESPONSE_NORMAL);
        if (reply.reply.id != AMQP_BASIC_GET_OK_METHOD) break;
        const auto tag = static_cast<amqp_basic_get_ok_t*>(reply.reply.decoded)->delivery_tag;
        amqp_message_t message;
        ASSERT_EQ(amqp_read_message(connection->state(), 1, &message, 0).reply_type, AMQP_RESPONSE_NORMAL);
        amqp_destroy_message(&message);
        ASSERT_EQ(amqp_basic_reject(connection->state(), 1, tag, 1), 0);  // as when a consumer dies
        connection->release();
    }
    std::vector<bus::DeadLetter> dead;
    for (int i = 0; i < 200 && dead.empty(); ++i) dead = run(bus->dead(work, "", 10)).value();
    ASSERT_EQ(dead.size(), 1u);
    EXPECT_EQ(dead[0].message.id, "poison");
    EXPECT_THAT(dead[0].reason, HasSubstr("delivery-limit"));
    ASSERT_TRUE(run(bus->settle_dead(work, "poison", true)));
    EXPECT_THAT(bus::ids_of(run(bus::take(*bus, work, 1))), ElementsAre("poison"));
}

TEST_F(RabbitMq, AWordThatDoesNotFitIntoAmqpIsRefused) {
    const auto refused = publish(*bus, {std::string(300, 'i')});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), core::Kind::invalid);
}

TEST_F(RabbitMq, DepthCountsWhatWaitsForItsRetry) {
    ASSERT_TRUE(run(bus->declare(named(work))));
    ASSERT_TRUE(publish(*bus, {"a"}));
    bool failed = false;
    bus::Handler failing = [&failed](bus::Message) -> Task<Result<void>> {
        failed = true;
        co_return core::Error{core::unavailable};
    };
    run(bus::consume_until(*bus, work, 1, failing, [&failed] { return failed; }));
    auto other = open();
    std::size_t ready = 0;  // the default's first delay is a second
    for (int i = 0; i < 50 && ready == 0; ++i) ready = run(other->depth(work)).value().ready;
    EXPECT_EQ(ready, 1u);
    EXPECT_EQ(run(bus::take(*bus, work, 1)).at(0).attempt, 1);
}

TEST_F(RabbitMq, AServicesUserReachesNoQueueThatIsNotItsOwn) {
    const auto* url = std::getenv("INSTANTE_TEST_AMQP_PUBLICATION");
    if (url == nullptr) GTEST_SKIP() << "INSTANTE_TEST_AMQP_PUBLICATION names no user of one service";
    auto publication = open(url);
    EXPECT_TRUE(run(publication->declare(named("publication"))));
    EXPECT_TRUE(run(publication->publish(bus::outgoing(bus::to_events("publication.created"), {"a"}))));
    EXPECT_FALSE(run(publication->declare(named("token"))));
    EXPECT_FALSE(run(publication->publish(bus::outgoing(bus::to_queue("token"), {"a"}))));
    EXPECT_FALSE(run(open(url)->publish(bus::outgoing(bus::to_events("user.deleted"), {"a"}))));
}

}  // namespace
}  // namespace instante::amqp
