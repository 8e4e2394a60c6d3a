#include "resize_image/domain/publication.hpp"

#include <gtest/gtest.h>

#include "resize_image/domain/errors.hpp"
#include "resize_image/domain/limits.hpp"

namespace instante::resize_image {
namespace {

using Refused = std::vector<std::pair<std::string, std::string>>;

Refused refused(const Words& words, std::size_t photos) {
    Refused all;
    for (const auto& field : refusals_of(words, photos, most_images)) all.emplace_back(field.field, field.code);
    return all;
}

std::string repeated(std::string_view text, std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += text;
    return all;
}

TEST(UploadRules, TakeTenPhotosAndTextsOfTwentyTwoHundredCharactersHoweverManyBytes) {
    const auto longest = repeated("é", text_limit);
    EXPECT_EQ(refused({longest, std::vector<std::string>(10, longest)}, 10), Refused{});
    EXPECT_EQ(refused({"", {}}, 1), Refused{});
}

TEST(UploadRules, TellEveryBadFieldAtOnce) {
    const auto too_long = repeated("é", text_limit + 1);
    EXPECT_EQ(
        refused({too_long, {"fine", too_long, "\xff"}}, 0),
        (Refused{
            {"images", "missing"}, {"text", "too-long"}, {"alt", "too-many"}, {"alt[1]", "too-long"}, {"alt[2]", "not-text"}}));
    EXPECT_EQ(refused({"\xc3", {"a", "b"}}, 1), (Refused{{"text", "not-text"}, {"alt", "too-many"}}));
    EXPECT_EQ(refused({"", {}}, 11), (Refused{{"images", "too-many"}}));
}

TEST(UploadRules, SayWhichPhotoARefusalIsAbout) {
    const auto error = about_photo(core::Error{not_an_image}, 2);
    EXPECT_EQ(error.code(), not_an_image);
    ASSERT_EQ(error.fields().size(), 1u);
    EXPECT_EQ(error.fields().front().field, "images[2]");
    EXPECT_EQ(error.fields().front().code, "not-an-image");
}

}  // namespace
}  // namespace instante::resize_image
