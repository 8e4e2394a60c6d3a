#include "amqp/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace instante::amqp {
namespace {

TEST(Server, IsReadFromItsUrl) {
    const auto server = parse_server("amqps://anna:p%40ss%2Fword@broker.example.org:5000/photos?heartbeat=20").value();
    EXPECT_TRUE(server.tls);
    EXPECT_EQ(server.host, "broker.example.org");
    EXPECT_EQ(server.port, 5000);
    EXPECT_EQ(server.user, "anna");
    EXPECT_EQ(server.password, "p@ss/word");
    EXPECT_EQ(server.vhost, "photos");
    EXPECT_EQ(server.heartbeat, std::chrono::seconds{20});
}

TEST(Server, HasDefaults) {
    const auto plain = parse_server("amqp://broker").value();
    EXPECT_EQ(plain.place(), "broker:5672");
    EXPECT_EQ(plain.user, "guest");
    EXPECT_EQ(plain.vhost, "/");
    EXPECT_FALSE(plain.heartbeat);
    EXPECT_EQ(parse_server("amqps://broker/").value().place(), "broker:5671");
    EXPECT_EQ(parse_server("amqp://broker/%2F").value().vhost, "/");
    EXPECT_EQ(parse_server("amqp://[::1]:5672").value().host, "::1");
}

TEST(Server, AUrlThatIsNoneIsRefusedWithoutRepeatingIt) {
    for (const auto* url :
         {"", "http://u:hunter2@h", "amqp:", "amqp://u:hunter2@", "amqp://u:hunter2@h/v?beat=1",
          "amqp://u:hunter2@h/v?heartbeat=0", "amqp://u:hunter2@h/v?heartbeat=1x", "amqp://u:hunter2@h:99999"}) {
        const auto refused = parse_server(url);
        ASSERT_FALSE(refused) << url;
        EXPECT_EQ(refused.error().kind(), core::Kind::invalid);
        EXPECT_THAT(refused.error().note(), testing::Not(testing::HasSubstr("hunter2")));
    }
}

}  // namespace
}  // namespace instante::amqp
