#include "config/address.hpp"

#include <gtest/gtest.h>

namespace instante::config {
namespace {

TEST(ListenAddress, IsANumericAddressAndAPort) {
    EXPECT_EQ(parse_address("127.0.0.1:8080"), (Address{"127.0.0.1", 8080}));
    EXPECT_EQ(parse_address("0.0.0.0:0"), (Address{"0.0.0.0", 0}));
    EXPECT_EQ(parse_address("[::1]:65535"), (Address{"::1", 65535}));
    EXPECT_EQ(parse_address("localhost:80"), (Address{"127.0.0.1", 80}));
}

TEST(ListenAddress, IsRefusedWhenItIsSomethingElse) {
    for (const auto* text :
         {"", ":", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:80x",
          "127.0.0.1: 80", "::1:80", "[::1]", "[127.0.0.1]:80", "[]:80", "example.org:80", "1.2.3:80", "256.0.0.1:80"})
        EXPECT_EQ(parse_address(text), std::nullopt) << text;
    EXPECT_EQ(parse_address(std::string_view{"127.0.0.1\0:80", 13}), std::nullopt);
}

TEST(ListenAddress, IsWrittenAsItIsRead) {
    for (const auto* text : {"127.0.0.1:8080", "[::1]:0"}) EXPECT_EQ(to_string(parse_address(text).value()), text);
}

}  // namespace
}  // namespace instante::config
