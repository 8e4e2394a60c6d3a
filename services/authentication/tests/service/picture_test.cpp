#include <gtest/gtest.h>

#include "authentication/inbound/http/picture_intake.hpp"
#include "authentication/tests/service/world.hpp"

namespace instante::authentication::testing {
namespace {

using http::Method;

std::string part(const std::string& name, const std::string& content, const std::string& more = {}) {
    return "--edge\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n" + content + "\r\n";
}

std::string form(const std::string& username, const std::string& picture, const std::string& filename = "me.jpg") {
    return part("username", username) + part("name", "Name") + part("email", username + "@example.org") +
           part("password", "12345678") + part("token-notification", "phone") + part("unknown", "field") +
           part("image", picture, "; filename=\"" + filename + "\"") + "--edge--\r\nbehind the last";
}

class Picture : public ::testing::Test {
protected:
    World::Answer post(const std::string& target, const std::string& content, const std::string& token = {},
                       const std::string& key = {}) {
        const auto method = target == "/user" ? Method::post : Method::patch;
        auto request = http::testing::request(method, target, {{"Content-Type", "multipart/form-data; boundary=edge"}}, content);
        if (!token.empty()) request.headers.add("Authorization", "Bearer " + token);
        if (!key.empty()) request.headers.add("Idempotency-Key", key);
        return world.send(std::move(request));
    }
    World world;
};

TEST_F(Picture, ComesWithTheRegistration) {
    world.render();
    const auto answer = post("/user", form("ana", "bytes"));
    ASSERT_EQ(answer.status, 201) << answer.content;
    EXPECT_EQ(World::at(answer.content, "user.image.width"), "1200");
    EXPECT_NE(answer.content.find(R"("url":"/media/u/1/)"), std::string::npos) << answer.content;
    const auto bia = world.join("bia");
    world.call(Method::put, "/user/bia/follow", "", World::at(answer.content, "access_token"));
    EXPECT_NE(world.get("/user/bia/followers")
                  .content.find(R"("image":{"renditions":[{"name":"150","format":"jpeg","url":"/media/u/1/)"),
              std::string::npos);
}

TEST_F(Picture, ThatIsNoneMakesNobody) {
    world.render("resize-image/not-an-image");
    EXPECT_EQ(post("/user", form("ana", "text")).status, 415);
    EXPECT_EQ(world.get("/user/ana").status, 404);
}

TEST_F(Picture, ThatDoesNotDecodeChangesNothing) {
    const auto ana = world.join("ana");
    world.render("resize-image/does-not-decode");
    EXPECT_EQ(post("/user/ana", part("bio", "new") + part("image", "x", "; filename=\"a.jpg\"") + "--edge--\r\n", ana).status,
              422);
    EXPECT_EQ(World::at(world.get("/user/ana").content, "bio"), "");
}

TEST_F(Picture, IsChangedAndRemoved) {
    const auto ana = world.join("ana");
    world.render();
    const auto changed = post("/user/ana", part("image", "x", "; filename=\"a.jpg\"") + "--edge--\r\n", ana);
    ASSERT_EQ(changed.status, 200) << changed.content;
    EXPECT_EQ(World::at(changed.content, "image.height"), "900");
    EXPECT_EQ(World::at(world.call(Method::patch, "/user/ana", R"({"image":null})", ana).content, "image"), "null");
}

TEST_F(Picture, ThatNobodyChoseIsNone) {
    EXPECT_EQ(post("/user", form("ana", "", "")).status, 201);
    EXPECT_EQ(World::at(world.get("/user/ana").content, "image"), "null");
}

TEST_F(Picture, BelongsToWhatAKeyStandsFor) {
    world.render();
    const auto first = post("/user", form("ana", "bytes"), {}, "key");
    const auto second = post("/user", form("ana", "bytes"), {}, "key");
    ASSERT_EQ(second.status, 201) << second.content;
    EXPECT_EQ(World::at(first.content, "user.id"), World::at(second.content, "user.id"));
    EXPECT_EQ(post("/user", form("ana", "other bytes"), {}, "key").status, 422);
}

TEST_F(Picture, ThatIsTooLargeIsRefused) {
    const auto limit = config::Settings{}.max_image_bytes.count;
    EXPECT_EQ(post("/user", form("ana", std::string(limit + 1, 'x'))).status, 413);
    EXPECT_EQ(post("/user", part("name", std::string(10'000, 'x')) + "--edge--\r\n").status, 413);
}

TEST_F(Picture, WithoutAnEndIsMalformed) {
    EXPECT_EQ(post("/user", part("name", "Ana")).status, 400);
}

TEST(PictureIntake, HasAPlaceAgainOnceOneIsGivenBack) {
    PictureIntake intake{{100}, 2};
    auto first = intake.take();
    const auto second = intake.take();
    EXPECT_TRUE(first && second);
    EXPECT_FALSE(intake.take());
    first.reset();
    EXPECT_TRUE(intake.take());
}

}  // namespace
}  // namespace instante::authentication::testing
