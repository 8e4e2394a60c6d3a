#include "resize_image/domain/keys.hpp"

#include <gtest/gtest.h>

namespace instante::resize_image {
namespace {

constexpr std::string_view digest = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

TEST(Keys, NameThePublicationThePictureAndTheContent) {
    EXPECT_EQ(rendition_key(KeyPrefix{PublicationId{123}}, ImageId{456}, digest, Format::jpeg), "p/123/456-0011223344556677.jpg");
}

TEST(Keys, OfAPersonBeginWithThePerson) {
    EXPECT_EQ(rendition_key(KeyPrefix{UserId{9}}, ImageId{456}, digest, Format::webp), "u/9/456-0011223344556677.webp");
}

TEST(Keys, OfOneOwnerShareAPrefixThatNoOtherOwnerHas) {
    EXPECT_EQ(KeyPrefix{PublicationId{12}}.text(), "p/12/");
    EXPECT_FALSE(KeyPrefix{PublicationId{123}}.text().starts_with(KeyPrefix{PublicationId{12}}.text()));
}

TEST(Names, AreAsOnTheWire) {
    EXPECT_EQ(to_string(RenditionName::square150), "150");
    EXPECT_EQ(to_string(RenditionName::w1080), "1080");
    EXPECT_EQ(to_string(Format::webp), "webp");
    EXPECT_EQ(content_type(Format::jpeg), "image/jpeg");
    EXPECT_EQ(extension(Format::jpeg), "jpg");
}

}  // namespace
}  // namespace instante::resize_image
