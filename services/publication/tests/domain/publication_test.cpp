#include "publication/domain/publication.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "publication/domain/errors.hpp"
#include "publication/tests/support/stories.hpp"

namespace instante::publication::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

std::vector<std::string> refused(const core::Error& error) {
    std::vector<std::string> names;
    for (const auto& field : error.fields()) names.push_back(field.field + ' ' + field.code);
    return names;
}

TEST(Check, TakesWhatAPublicationMayHold) {
    auto fine = publication(1, ana, std::string(text_limit, 'x'));
    fine.images.resize(image_limit, fine.images.front());
    EXPECT_TRUE(check(fine));
    fine.text.clear();
    EXPECT_TRUE(check(fine));
}

TEST(Check, WantsAPhoto) {
    auto none = publication(1, ana);
    none.images.clear();
    EXPECT_EQ(check(none).error().code(), no_photos);
}

TEST(Check, NamesEveryBadField) {
    auto bad = publication(1, ana, std::string(text_limit + 1, 'x'));
    bad.images.resize(image_limit + 1, bad.images.front());
    bad.images[1].alt = "\xff";
    bad.images[2].renditions.clear();
    bad.images[3].height_px = 0;
    bad.images[4].id = {};
    EXPECT_THAT(refused(check(bad).error()),
                UnorderedElementsAre("text too-long", "images too-many", "images[1].alt not-text", "images[2].renditions missing",
                                     "images[3].width out-of-range", "images[4].id missing"));
}

TEST(Check, CountsCharactersNotBytes) {
    std::string text;
    for (std::size_t i = 0; i < text_limit; ++i) text += "é";
    EXPECT_TRUE(check(publication(1, ana, text)));
}

TEST(Changed, IsTheNextVersionWithWhatWasAsked) {
    const auto before = publication(1, ana);
    const auto after = changed(before, {.text = "new", .alts = {{before.images[0].id, "a cup"}}}, noon).value();
    EXPECT_EQ(after.text, "new");
    EXPECT_EQ(after.images[0].alt, "a cup");
    EXPECT_EQ(after.version, before.version + 1);
    EXPECT_EQ(after.edited_at, noon);
    EXPECT_EQ(after.created_at, before.created_at);
}

TEST(Changed, IsTheSameWhenNothingNewIsSaid) {
    const auto before = publication(1, ana);
    EXPECT_EQ(changed(before, {}, noon).value(), before);
    EXPECT_EQ(changed(before, {.text = before.text, .alts = {{before.images[0].id, "alt"}}}, noon).value(), before);
}

TEST(Changed, NamesEveryBadField) {
    const auto before = publication(1, ana);
    const Change change{
        .text = std::string(text_limit + 1, 'x'),
        .alts = {{before.images[0].id, "fine"}, {ImageId{9}, "x"}, {before.images[0].id, std::string(text_limit + 1, 'x')}}};
    EXPECT_THAT(refused(changed(before, change, noon).error()),
                ElementsAre("text too-long", "images[1].id unknown", "images[2].alt too-long"));
}

TEST(SameOrigin, IsWhatARepeatedMessageAgreesOn) {
    const auto first = publication(1, ana);
    EXPECT_TRUE(same_origin(first, first));
    EXPECT_TRUE(same_origin(edited(first, "new"), first));
    EXPECT_FALSE(same_origin(first, publication(1, ana, "other")));
    EXPECT_FALSE(same_origin(first, publication(1, bruno)));
    EXPECT_FALSE(same_origin(first, publication(2, ana)));
    auto other = edited(first, "new");
    other.images[0].renditions[0].key += "x";
    EXPECT_FALSE(same_origin(other, first));
}

TEST(Keys, AreThoseOfAllRenditionsAndThePreviewIsTheFirstPhotos) {
    auto two = publication(1, ana);
    two.images.push_back(image(two.id, 2));
    EXPECT_EQ(media_keys(two).size(), 16u);
    EXPECT_EQ(jpeg_key(two, "320"), "p/1/11-320.jpg");
    EXPECT_EQ(jpeg_key(two, "64"), "");
    two.images.clear();
    EXPECT_EQ(jpeg_key(two, "320"), "");
}

TEST(ReachFor, PullsBeyondTheThreshold) {
    EXPECT_EQ(reach_for(10, 10), Reach::push);
    EXPECT_EQ(reach_for(11, 10), Reach::pull);
}

TEST(Supersedes, NewerUnlessDeleted) {
    EXPECT_TRUE(supersedes(person(ana, 2), person(ana, 1)));
    EXPECT_FALSE(supersedes(person(ana, 2), person(ana, 2)));
    EXPECT_TRUE(supersedes(gone(ana, PersonState::deleted, 1), person(ana, 2)));
    EXPECT_FALSE(supersedes(person(ana, 3), gone(ana, PersonState::deleted, 2)));
}

}  // namespace
}  // namespace instante::publication::testing
