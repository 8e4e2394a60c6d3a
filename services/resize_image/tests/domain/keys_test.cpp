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

TEST(Keys, ThatWeMakeAreReadAgain) {
    const auto jpeg = parse_media_key(rendition_key(KeyPrefix{PublicationId{123}}, ImageId{456}, digest, Format::jpeg));
    ASSERT_TRUE(jpeg);
    EXPECT_EQ(jpeg->format, Format::jpeg);
    EXPECT_EQ(jpeg->digest, "0011223344556677");
    const auto webp = parse_media_key(rendition_key(KeyPrefix{UserId{9}}, ImageId{456}, digest, Format::webp));
    ASSERT_TRUE(webp);
    EXPECT_EQ(webp->format, Format::webp);
}

TEST(Keys, ThatWeNeverMakeAreNone) {
    for (const auto* key : {"",
                            "p",
                            "p/",
                            "p/123",
                            "p/123/456",
                            "incoming/1",
                            "idempotency/7/0011223344556677",
                            "x/1/2-0011223344556677.jpg",
                            "p/1/2-0011223344556677.png",
                            "p/1/2-0011223344556677",
                            "p/1/2-001122334455667.jpg",
                            "p/1/2-00112233445566778.jpg",
                            "p/1/2-001122334455667G.jpg",
                            "p/1/2-001122334455667A.jpg",
                            "p/0/2-0011223344556677.jpg",
                            "p/1/x-0011223344556677.jpg",
                            "p/01/2-0011223344556677.jpg",
                            "p/1/3/2-0011223344556677.jpg",
                            "../p/1/2-0011223344556677.jpg",
                            "p/../u/1/2-0011223344556677.jpg",
                            "p/1/2-0011223344556677.jpg/",
                            " p/1/2-0011223344556677.jpg",
                            "p/1/2-0011223344556677.jpg.webp"})
        EXPECT_FALSE(parse_media_key(key)) << key;
}

TEST(Keys, BelongToOneOwner) {
    EXPECT_TRUE(is_media_key_of(KeyPrefix{PublicationId{1}}, "p/1/2-0011223344556677.jpg"));
    EXPECT_FALSE(is_media_key_of(KeyPrefix{PublicationId{1}}, "p/12/2-0011223344556677.jpg"));
    EXPECT_FALSE(is_media_key_of(KeyPrefix{PublicationId{1}}, "u/1/2-0011223344556677.jpg"));
    EXPECT_FALSE(is_media_key_of(KeyPrefix{UserId{1}}, "u/1/else"));
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
