#include "core/encoding.hpp"

#include <gtest/gtest.h>

namespace instante::core {
namespace {

TEST(Base64url, GoesThereAndBackWithoutPadding) {
    EXPECT_EQ(base64url_encode(std::string_view{"\xFF\xFE\xFD\x00", 4}), "__79AA");
    for (const std::string bytes : {"", "f", "fo", "foo", "foob", "fooba", "foobar"})
        EXPECT_EQ(base64url_decode(base64url_encode(bytes)), bytes);
}

TEST(Base64url, RefusesWhatNoEncoderWrites) {
    for (const auto* text : {"A", "AB==", "A+B/", "AB C", "AB"}) EXPECT_EQ(base64url_decode(text), std::nullopt) << text;
}

TEST(Hex, IsLowerCase) {
    EXPECT_EQ(hex_encode("\x00\xAB"), "");
    EXPECT_EQ(hex_encode(std::string_view{"\x00\xAB", 2}), "00ab");
}

}  // namespace
}  // namespace instante::core
