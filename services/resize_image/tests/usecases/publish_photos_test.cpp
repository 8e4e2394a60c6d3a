#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "async/scope.hpp"
#include "resize_image/domain/errors.hpp"
#include "resize_image/tests/usecases/house.hpp"

namespace instante::resize_image {
namespace {

using Fails = blob::FlakyStore::Fails;
using When = bus::FlakyBus::When;

/// Objects: its 1080, 640 and 320 are all it has, so they are the same.
constexpr std::size_t renditions_of_tiny = 4;

std::set<std::string> keys_of(const Publication& publication) {
    std::set<std::string> keys;
    for (const auto& image : publication.images)
        for (const auto& rendition : image.renditions) keys.insert(rendition.key);
    return keys;
}

TEST(PublishPhotos, StoresEveryRenditionThenHandsThePublicationOver) {
    House house;
    auto upload = house.upload({"tiny.jpg", "alpha.png"});
    upload.words.alts = {"A tiny one"};
    const auto publication = house.publish_now(std::move(upload));
    ASSERT_TRUE(publication);
    ASSERT_EQ(publication->images.size(), 2u);
    EXPECT_EQ(publication->images[0].alt, "A tiny one");
    EXPECT_EQ(publication->images[1].alt, "");
    EXPECT_EQ(publication->images[0].size, (Extent{64, 48}));
    EXPECT_EQ(publication->created_at, noon);
    const auto stored = house.keys();
    EXPECT_EQ(std::set(stored.begin(), stored.end()), keys_of(*publication));
    EXPECT_EQ(publication->images[0].renditions.size(), 8u);
    for (const auto& rendition : publication->images[1].renditions) {
        EXPECT_TRUE(is_media_key_of(KeyPrefix{publication->id}, rendition.key)) << rendition.key;
        EXPECT_EQ(async::run(house.media->size(rendition.key)).value(), rendition.bytes);
    }
    const auto messages = house.take("publication");
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages.front().type, "publication.create.v1");
    EXPECT_EQ(messages.front().id, core::to_string(publication->id));
    EXPECT_EQ(messages.front().trace.request_id, "request");
}

TEST(PublishPhotos, RefusesBadFieldsBeforeAnythingIsDone) {
    House house;
    auto upload = house.upload({}, "key");
    upload.words.alts = {"of nothing"};
    const auto refused = house.publish_now(std::move(upload));
    EXPECT_EQ(refused.error().code(), core::invalid_fields);
    EXPECT_EQ(refused.error().fields().size(), 2u);
    EXPECT_EQ(house.blobs.calls(), 0u);
}

TEST(PublishPhotos, NamesTheBadPhotoAndKeepsNothingOfTheOthers) {
    House house;
    const auto refused = house.publish_now(house.upload({"tiny.jpg", "=no photo", "tiny.jpg"}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), not_an_image);
    ASSERT_EQ(refused.error().fields().size(), 1u);
    EXPECT_EQ(refused.error().fields().front().field, "images[1]");
    EXPECT_TRUE(house.keys().empty());
    EXPECT_TRUE(house.take("publication").empty());
}

TEST(PublishPhotos, TellsThatThereIsNoRoomToRender) {
    House house;
    const auto full = make_vips_renderer({.memory = {1}, .most_waiting = 0});
    PublishPhotos publish{{.renderer = *full,
                           .media = *house.media,
                           .identities = *house.identities,
                           .announcer = *house.announcer,
                           .ids = house.ids,
                           .clock = house.clock,
                           .photo_limit = most_images}};
    const auto refused = async::run(publish(house.upload(std::vector<std::string_view>(10, "coffee.jpg"))));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), queue_full);
    EXPECT_TRUE(refused.error().retry_after());
    EXPECT_TRUE(refused.error().fields().empty()) << "it is about no photo";
}

TEST(PublishPhotos, PublishesNothingThatIsNotStored) {
    for (const auto when : {Fails::before, Fails::after}) {
        House house;
        house.blobs.fail(1, when);
        EXPECT_FALSE(house.publish_now(house.upload({"tiny.jpg"})));
        EXPECT_TRUE(house.take("publication").empty());
    }
}

TEST(PublishPhotos, LeavesNothingBehindThatNobodyWillEverName) {
    House house{{.nth_call = 1, .nth_delivery = 0, .when = When::before}};
    EXPECT_EQ(house.publish_now(house.upload({"tiny.jpg"})).error().code(), core::engine_away);
    EXPECT_TRUE(house.keys().empty());
}

TEST(PublishPhotos, KeepsWhatMayBePublishedAfterAll) {
    House house{{.nth_call = 1, .nth_delivery = 0, .when = When::after}};
    EXPECT_EQ(house.publish_now(house.upload({"tiny.jpg"})).error().code(), core::timed_out);
    EXPECT_EQ(house.keys("p/").size(), renditions_of_tiny);
    EXPECT_EQ(house.take("publication").size(), 1u);
}

TEST(IdempotencyKey, MakesTheSameUploadTheSamePublication) {
    House house;
    const auto first = house.publish_now(house.upload({"tiny.jpg"}, "key"));
    house.clock.advance(23h);
    const auto again = house.publish_now(house.upload({"tiny.jpg"}, "key"));
    ASSERT_TRUE(first && again);
    EXPECT_EQ(*first, *again);
    const auto messages = house.take("publication");
    ASSERT_EQ(messages.size(), 2u);
    EXPECT_EQ(messages[0].id, messages[1].id) << "which its receiver takes once";
    EXPECT_EQ(messages[0].body, messages[1].body);
}

TEST(IdempotencyKey, IsItsOwnersAndItsContents) {
    House house;
    const auto first = house.publish_now(house.upload({"tiny.jpg"}, "key")).value().id;
    EXPECT_EQ(house.publish_now(house.upload({"alpha.png"}, "key")).error().code(), idempotency_key_reused);
    EXPECT_NE(house.publish_now(house.upload({"tiny.jpg"}, "other key")).value().id, first);
    EXPECT_NE(house.publish_now(house.upload({"tiny.jpg"})).value().id, first);
    auto of_another = house.upload({"tiny.jpg"}, "key");
    of_another.owner.id = bruno;
    EXPECT_NE(house.publish_now(std::move(of_another)).value().id, first);
}

TEST(IdempotencyKey, IsFreeAgainAfterADay) {
    House house;
    const auto first = house.publish_now(house.upload({"tiny.jpg"}, "key")).value().id;
    house.clock.advance(24h + 1ms);
    const auto second = house.publish_now(house.upload({"alpha.png"}, "key"));
    ASSERT_TRUE(second);
    EXPECT_NE(second->id, first);
    EXPECT_EQ(house.publish_now(house.upload({"alpha.png"}, "key")).value().id, second->id);
}

TEST(IdempotencyKey, FinishesUnderOneIdWhateverFailedBefore) {
    for (const auto when : {Fails::before, Fails::after}) {
        for (std::size_t nth = 1; nth <= 2; ++nth) {
            House house;
            house.blobs.fail(nth, when);
            EXPECT_FALSE(house.publish_now(house.upload({"tiny.jpg"}, "key")));
            EXPECT_TRUE(house.take("publication").empty());
            const auto second = house.publish_now(house.upload({"tiny.jpg"}, "key"));
            ASSERT_TRUE(second);
            EXPECT_EQ(house.publish_now(house.upload({"tiny.jpg"}, "key")).value(), *second);
            EXPECT_EQ(house.keys("p/").size(), renditions_of_tiny) << "nothing under another id";
        }
    }
}

TEST(IdempotencyKey, FinishesUnderOneIdWhenTheBusWasAway) {
    for (const auto when : {When::before, When::after}) {
        House house{{.nth_call = 2, .nth_delivery = 0, .when = when}};
        const auto first = house.publish_now(house.upload({"tiny.jpg"}, "key"));
        EXPECT_FALSE(house.publish_now(house.upload({"tiny.jpg"}, "key")));
        EXPECT_EQ(house.publish_now(house.upload({"tiny.jpg"}, "key")).value(), first.value());
        EXPECT_EQ(house.keys("p/").size(), renditions_of_tiny);
    }
}

Task<Result<void>> publish_into(House& house, Upload upload, std::set<std::uint64_t>& ids) {
    auto publication = co_await house.publish(std::move(upload));
    if (!publication) co_return publication.error();
    ids.insert(publication->id.value);
    co_return Result<void>{};
}

Task<Result<void>> publish_together(House& house, std::vector<Upload> uploads, std::set<std::uint64_t>& ids) {
    const auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    for (auto& upload : uploads) scope.spawn(publish_into(house, std::move(upload), ids));
    co_return co_await scope.join();
}

TEST(IdempotencyKey, MakesOneOfSeveralThatCameAtOnce) {
    House house;
    std::vector<Upload> uploads;
    for (int i = 0; i < 4; ++i) uploads.push_back(house.upload({"tiny.jpg"}, "key"));
    std::set<std::uint64_t> ids;
    ASSERT_TRUE(async::run(publish_together(house, std::move(uploads), ids)));
    EXPECT_EQ(ids.size(), 1u);
    EXPECT_EQ(house.keys("p/").size(), renditions_of_tiny);
}

TEST(ForgetIdentities, ForgetsThoseOfYesterdayAndNoOther) {
    House house;
    const auto claim = [&house](int key) {
        Identity identity{house.ids.next<PublicationId>(), {ImageId{1}}, house.clock.now(), "digest"};
        ASSERT_TRUE(async::run(house.identities->claim(ana, std::to_string(key), identity, noon)));
    };
    for (int key = 0; key < 450; ++key) claim(key);
    house.clock.advance(24h + 1ms);
    for (int key = 1000; key < 1005; ++key) claim(key);
    ASSERT_EQ(house.keys("idempotency/").size(), 455u);
    ASSERT_TRUE(async::run(house.forget()));
    EXPECT_EQ(house.keys("idempotency/").size(), 5u);
}

}  // namespace
}  // namespace instante::resize_image
