#include "config/network.hpp"

#include <gtest/gtest.h>

namespace instante::config {
namespace {

bool holds(const char* network, const char* ip) {
    return Network::parse(network).value().contains(ip);
}

TEST(NetworkRange, HoldsTheAddressesOfItsPrefix) {
    EXPECT_TRUE(holds("10.0.0.0/8", "10.255.0.1"));
    EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.1"));
    EXPECT_TRUE(holds("192.168.4.0/22", "192.168.7.255"));
    EXPECT_FALSE(holds("192.168.4.0/22", "192.168.8.0"));
    EXPECT_TRUE(holds("fd00::/8", "fdff::1"));
    EXPECT_FALSE(holds("fd00::/8", "fe00::1"));
    EXPECT_TRUE(holds("0.0.0.0/0", "1.2.3.4"));
    EXPECT_TRUE(holds("::/0", "2001:db8::1"));
}

TEST(NetworkRange, OfABareAddressHoldsThatAlone) {
    EXPECT_TRUE(holds("127.0.0.1", "127.0.0.1"));
    EXPECT_FALSE(holds("127.0.0.1", "127.0.0.2"));
    EXPECT_TRUE(holds("::1", "0:0::1"));
}

TEST(NetworkRange, TakesAMappedIpv4AddressForIpv4) {
    EXPECT_TRUE(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
    EXPECT_FALSE(holds("0.0.0.0/0", "::1"));
}

TEST(NetworkRange, HoldsNothingThatIsNoAddress) {
    for (const auto* text : {"", "x", "10.0.0", "10.0.0.1:80", "10.0.0.1/8"}) EXPECT_FALSE(holds("0.0.0.0/0", text)) << text;
}

TEST(NetworkRange, IsRefusedWhenItIsSomethingElse) {
    for (const auto* text : {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/8/8", "10.0.0.1/8", "fd00::1/8",
                             "10.0.0.0/-1", "10.0.0.0/a", "ten/8"})
        EXPECT_FALSE(Network::parse(text)) << text;
}

}  // namespace
}  // namespace instante::config
