#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "resize_image/domain/errors.hpp"
#include "resize_image/tests/photo_files.hpp"
#include "resize_image/tests/usecases/house.hpp"

namespace instante::resize_image {
namespace {

using testing::HasSubstr;
using Fails = blob::FlakyStore::Fails;

struct PicturesTest : testing::Test {
    void put(std::string key, std::string content = "x") {
        std::vector<blob::NewBlob> blobs(1);
        blobs.front() = {std::move(key), "image/jpeg", std::move(content)};
        ASSERT_TRUE(async::run(house.steady_blobs->put(std::move(blobs))));
    }
    PictureRequest request(std::string blob = "incoming/5") {
        PictureRequest asked;
        asked.id = ImageId{5};
        asked.owner = ana;
        asked.blob = std::move(blob);
        asked.reply_to = "answers";
        asked.correlation_id = "5";
        return asked;
    }
    Result<void> render(PictureRequest asked) { return async::run(house.render(std::move(asked))); }

    House house{{}, {.bytes = {2'000'000}}};
};

using RenderPictureTest = PicturesTest;
using RemoveMediaTest = PicturesTest;

TEST_F(RenderPictureTest, StoresThePictureAnswersAndRemovesWhatCameIn) {
    put("incoming/5", photo_bytes("1mp.jpg"));
    ASSERT_TRUE(render(request()));
    EXPECT_EQ(house.keys().size(), 8u);
    EXPECT_EQ(house.keys("u/7/").size(), 8u);
    const auto answers = house.take("answers");
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers.front().type, "image.rendered.v1");
    EXPECT_EQ(answers.front().correlation_id, "5");
    EXPECT_THAT(answers.front().body, HasSubstr(R"("id":"5","owner":"7","image":{"id":"5",)"));
}

TEST_F(RenderPictureTest, AnswersWhyThereIsNone) {
    const auto cut = photo_bytes("coffee.jpg").substr(0, 20'000);
    const std::vector<std::pair<std::string, std::string>> bad{{"no picture", "resize-image/not-an-image"},
                                                               {cut, "resize-image/does-not-decode"},
                                                               {std::string(2'000'001, 'x'), "resize-image/too-many-bytes"}};
    for (const auto& [content, slug] : bad) {
        put("incoming/5", content);
        ASSERT_TRUE(render(request())) << slug;
        const auto answers = house.take("answers");
        ASSERT_EQ(answers.size(), 1u);
        EXPECT_EQ(answers.front().body, R"({"id":"5","owner":"7","error":")" + slug + "\"}");
        EXPECT_TRUE(house.keys().empty()) << "what came in is gone";
    }
}

TEST_F(RenderPictureTest, ReadsNothingButWhatCameIn) {
    put("p/1/2-0011223344556677.jpg", photo_bytes("tiny.jpg"));
    EXPECT_EQ(render(request("p/1/2-0011223344556677.jpg")).error().code(), core::malformed);
    EXPECT_EQ(house.keys().size(), 1u);
}

TEST_F(RenderPictureTest, IsDoneWhenItWasDoneBefore) {
    EXPECT_TRUE(render(request()));
    EXPECT_TRUE(house.take("answers").empty());
}

TEST_F(RenderPictureTest, AnswersTheSameAgainWhateverFailedBefore) {
    put("incoming/5", photo_bytes("tiny.jpg"));
    ASSERT_TRUE(render(request()));
    const auto expected = house.take("answers").front().body;
    const auto stored = house.keys();
    // read to its end, store, remove
    for (const auto when : {Fails::before, Fails::after}) {
        for (std::size_t nth = 1; nth <= 4; ++nth) {
            put("incoming/5", photo_bytes("tiny.jpg"));
            house.blobs.fail(nth, when);
            EXPECT_FALSE(render(request())) << nth;
            EXPECT_TRUE(render(request()));
            const auto answers = house.take("answers");
            ASSERT_FALSE(answers.empty());
            for (const auto& answer : answers) EXPECT_EQ(answer.body, expected);
            EXPECT_EQ(house.keys(), stored);
        }
    }
}

TEST_F(RemoveMediaTest, RemovesWhatBelongsToThePublicationAndTellsSo) {
    for (const auto* key :
         {"p/1/2-0011223344556677.jpg", "p/2/3-0011223344556677.jpg", "u/1/2-0011223344556677.jpg", "incoming/1"})
        put(key);
    const std::vector<std::string> named{"p/1/2-0011223344556677.jpg", "p/2/3-0011223344556677.jpg", "u/1/2-0011223344556677.jpg",
                                         "incoming/1", "p/1/../../incoming/1"};
    ASSERT_TRUE(async::run(house.remove.of_publication(PublicationId{1}, named, {"event", {}})));
    EXPECT_EQ(house.keys(), (std::vector<std::string>{"incoming/1", "p/2/3-0011223344556677.jpg", "u/1/2-0011223344556677.jpg"}));
    const auto told = house.take("told");
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told.front().body, R"({"keys":["p/1/2-0011223344556677.jpg"]})");
    EXPECT_EQ(told.front().type, "media.deleted.v1");
}

TEST_F(RemoveMediaTest, SaysNothingOfNothing) {
    EXPECT_TRUE(async::run(house.remove.of_user(ana, {}, {"event", {}})));
    EXPECT_TRUE(async::run(house.remove.of_user(ana, {"u/8/2-0011223344556677.jpg"}, {"event", {}})));
    EXPECT_TRUE(house.take("told").empty());
    EXPECT_EQ(house.blobs.calls(), 0u);
}

TEST_F(RemoveMediaTest, PurgesAllOfAPersonNamedOrNotAndTellsIt) {
    for (int i = 1; i <= 501; ++i) put("u/7/" + std::to_string(i) + "-0011223344556677.jpg");
    for (const auto* key :
         {"u/7/else", "u/77/1-0011223344556677.jpg", "p/7/1-0011223344556677.jpg", "idempotency/7/a", "idempotency/77/a"})
        put(key);
    ASSERT_TRUE(async::run(house.remove.purge(ana, {"event", {}})));
    EXPECT_EQ(house.keys(),
              (std::vector<std::string>{"idempotency/77/a", "p/7/1-0011223344556677.jpg", "u/77/1-0011223344556677.jpg"}));
    const auto told = house.take("told");
    ASSERT_EQ(told.size(), 3u);
    EXPECT_NE(told[0].id, told[1].id) << "two pages of keys";
    EXPECT_EQ(told[2].body, R"({"id":"7","service":"resize-image"})");
    EXPECT_EQ(told[2].type, "user.purged.v1");
    ASSERT_TRUE(async::run(house.remove.purge(ana, {"event", {}})));
    EXPECT_EQ(house.take("told").size(), 1u) << "asked again, it is told again";
}

TEST_F(RemoveMediaTest, TellsNothingBeforeItIsDone) {
    put("u/7/1-0011223344556677.jpg");
    for (std::size_t nth = 1; nth <= 2; ++nth) {
        house.blobs.fail(nth);
        EXPECT_FALSE(async::run(house.remove.purge(ana, {"event", {}})));
        EXPECT_TRUE(house.take("told").empty());
    }
    EXPECT_TRUE(async::run(house.remove.purge(ana, {"event", {}})));
    EXPECT_EQ(house.take("told").size(), 2u);
}

}  // namespace
}  // namespace instante::resize_image
