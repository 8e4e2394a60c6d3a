#include "amqp/waits.hpp"

#include <gtest/gtest.h>

namespace instante::amqp {
namespace {

using namespace std::chrono_literals;

TEST(Waits, AreThoseOfTheRetriesAndAFewLongerOnes) {
    const Waits waits{{}};
    EXPECT_EQ(waits.all(), (std::set<std::chrono::milliseconds>{1s, 2s, 5s, 15s, 30s, 60s, 300s, 600s, 1800s, 3600s}));
}

TEST(Waits, NobodyWaitsForLessThanWasAsked) {
    const Waits waits{{}};
    EXPECT_EQ(waits.at_least(1s), 1s);
    EXPECT_EQ(waits.at_least(3s), 5s);
    EXPECT_EQ(waits.at_least(301s), 600s);
    EXPECT_EQ(waits.at_least(2h), 1h);
}

}  // namespace
}  // namespace instante::amqp
