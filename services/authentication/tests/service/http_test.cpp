#include <gtest/gtest.h>

#include "authentication/tests/service/world.hpp"
#include "core/encoding.hpp"

namespace instante::authentication::testing {
namespace {

using http::Method;

class Http : public ::testing::Test {
protected:
    World world;
};

constexpr const char* ana_json = R"({"username":"ana","name":"Ana","email":"Ana@Example.org","password":"12345678"})";

TEST_F(Http, RegistersAndShowsOneself) {
    auto answer = world.call(Method::post, "/user", ana_json);
    ASSERT_EQ(answer.status, 201) << answer.content;
    const auto id = World::at(answer.content, "user.id");
    EXPECT_EQ(answer.header("Location"), "/user/" + id);
    EXPECT_EQ(answer.header("Cache-Control"), "no-store");
    EXPECT_EQ(World::at(answer.content, "token_type"), "Bearer");
    EXPECT_EQ(World::at(answer.content, "expires_in"), "900");
    EXPECT_EQ(World::at(answer.content, "user.email"), "ana@example.org");
    EXPECT_EQ(World::at(answer.content, "user.image"), "null");
    const auto me = world.get("/user/me", World::at(answer.content, "access_token"));
    ASSERT_EQ(me.status, 200) << me.content;
    EXPECT_EQ(World::at(me.content, "email_verified"), "false");
    EXPECT_EQ(me.content.find("argon2"), std::string::npos);
    EXPECT_EQ(world.get("/user/me").status, 401);
}

TEST_F(Http, TakesTheOlderNames) {
    const auto answer =
        world.call(Method::post, "/user/register",
                   R"({"name":"Bia","email":"b@example.org","password":"12345678","token-notification":"phone"})");
    ASSERT_EQ(answer.status, 201) << answer.content;
    EXPECT_EQ(World::at(answer.content, "user.username"), "bia");
    const auto page = world.ask("token", R"({"notification":"1","audience":{"users":[")" + World::at(answer.content, "user.id") +
                                             R"("]},"cursor":null,"limit":10})");
    EXPECT_NE(page.body.find(R"("devices":[{"kind":"fcm","token":"phone"}])"), std::string::npos) << page.body;
}

TEST_F(Http, TellsEveryBadFieldAtOnce) {
    const auto answer = world.call(Method::post, "/user", R"({"username":"me","name":7,"password":"short"})");
    EXPECT_EQ(answer.status, 422);
    for (const auto* field :
         {R"("field":"username")", R"("field":"name","code":"not-a-string")", R"("field":"email")", R"("field":"password")"})
        EXPECT_NE(answer.content.find(field), std::string::npos) << answer.content;
    EXPECT_EQ(world.call(Method::post, "/user", "{").status, 400);
    EXPECT_EQ(world.call(Method::post, "/user", "").status, 415);
}

TEST_F(Http, AnswersTakenWithTheFields) {
    world.join("ana");
    const auto answer = world.call(Method::post, "/user", ana_json);
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(World::at(answer.content, "type"), "/problems/taken");
    EXPECT_NE(answer.content.find(R"("field":"email","code":"taken")"), std::string::npos) << answer.content;
}

TEST_F(Http, RegistersOnceUnderAKey) {
    const auto post = [&](std::string_view content) {
        auto request = http::testing::post_json("/user", content);
        request.headers.add("Idempotency-Key", "a key");
        return world.send(std::move(request));
    };
    const auto first = post(ana_json);
    const auto second = post(ana_json);
    ASSERT_EQ(second.status, 201) << second.content;
    EXPECT_EQ(World::at(first.content, "user.id"), World::at(second.content, "user.id"));
    EXPECT_NE(World::at(first.content, "refresh_token"), World::at(second.content, "refresh_token"));
    const auto other = post(R"({"name":"Ana","email":"other@example.org","password":"12345678"})");
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(World::at(other.content, "type"), "/problems/idempotency-key-reused");
}

TEST_F(Http, SignsInAndOutAndRefreshes) {
    world.join("ana");
    EXPECT_EQ(world.call(Method::post, "/user/login", R"({"username":"ana","password":"wrong password"})").status, 401);
    EXPECT_EQ(world.call(Method::post, "/user/login", R"({"email":"x@example.org","password":"wrong password"})").status, 401);
    EXPECT_EQ(world.call(Method::post, "/user/login", R"({})").status, 422);
    const auto login = world.call(Method::post, "/user/login", R"({"email":"ANA@example.org","password":"12345678"})");
    ASSERT_EQ(login.status, 200) << login.content;
    const auto refreshed =
        world.call(Method::post, "/user/token", R"({"refresh_token":")" + World::at(login.content, "refresh_token") + R"("})");
    ASSERT_EQ(refreshed.status, 200) << refreshed.content;
    const auto token = World::at(refreshed.content, "access_token");
    EXPECT_EQ(world.call(Method::post, "/user/logout", "", token).status, 204);
    EXPECT_EQ(world.get("/user/me", token).status, 401);
    EXPECT_EQ(
        world.call(Method::post, "/user/token", R"({"refresh_token":")" + World::at(refreshed.content, "refresh_token") + R"("})")
            .status,
        401);
    EXPECT_EQ(world.call(Method::post, "/user/token", R"({})").status, 422);
    EXPECT_EQ(world.call(Method::post, "/user/logout", "").status, 401);
}

TEST_F(Http, ShowsAProfileToAnybodyWithAnEtag) {
    const auto ana = world.join("ana");
    world.join("bia");
    const auto profile = world.get("/user/bia");
    ASSERT_EQ(profile.status, 200);
    EXPECT_EQ(profile.content.find("email"), std::string::npos);
    EXPECT_EQ(profile.content.find("viewer"), std::string::npos);
    auto again = http::testing::get("/user/bia", {{"If-None-Match", profile.header("ETag")}});
    EXPECT_EQ(world.send(std::move(again)).status, 304);
    const auto seen = world.get("/user/" + World::at(profile.content, "id"), ana);
    EXPECT_EQ(World::at(seen.content, "viewer.following"), "false");
    EXPECT_EQ(world.get("/user/nobody").status, 404);
    EXPECT_EQ(world.get("/user/999").status, 404);
    EXPECT_EQ(world.get("/user/bia", "not a token").status, 401);
}

TEST_F(Http, FollowsAndUnfollows) {
    const auto ana = world.join("ana");
    const auto bia = world.join("bia");
    const auto followed = world.call(Method::put, "/user/bia/follow", "", ana);
    EXPECT_EQ(followed.content, R"({"following":true,"requested":false})");
    EXPECT_EQ(World::at(world.get("/user/bia", ana).content, "viewer.following"), "true");
    EXPECT_EQ(World::at(world.get("/user/ana", bia).content, "viewer.followed_by"), "true");
    EXPECT_EQ(World::at(world.get("/user/bia").content, "followers_count"), "1");
    EXPECT_EQ(world.call(Method::put, "/user/ana/follow", "", ana).status, 422);
    EXPECT_EQ(world.call(Method::put, "/user/bia/follow", "").status, 401);
    EXPECT_EQ(world.call(Method::delete_, "/user/bia/follow", "", ana).status, 204);
    EXPECT_EQ(world.call(Method::delete_, "/user/bia/follow", "", ana).status, 204);
    EXPECT_EQ(World::at(world.get("/user/bia").content, "followers_count"), "0");
}

TEST_F(Http, ListsFollowersInPages) {
    world.join("ana");
    for (const auto* name : {"bia", "caio", "duda"}) world.call(Method::put, "/user/ana/follow", "", world.join(name));
    const auto first = world.get("/user/ana/followers?limit=2");
    ASSERT_EQ(first.status, 200) << first.content;
    EXPECT_LT(first.content.find("duda"), first.content.find("caio"));
    EXPECT_NE(first.content.find(R"("image":null)"), std::string::npos);
    EXPECT_NE(first.header("Link").find("rel=\"next\""), std::string::npos);
    const auto second = world.get("/user/ana/followers?limit=2&cursor=" + World::at(first.content, "next"));
    EXPECT_NE(second.content.find("bia"), std::string::npos);
    EXPECT_EQ(World::at(second.content, "next"), "null");
    EXPECT_NE(world.get("/user/bia/following").content.find("\"ana\""), std::string::npos);
    EXPECT_EQ(world.get("/user/ana/followers?cursor=%21").status, 400);
    EXPECT_EQ(world.get("/user/ana/followers?cursor=bm8").status, 400);
    EXPECT_EQ(world.get("/user/ana/followers?limit=101").status, 422);
    EXPECT_EQ(world.get("/user/nobody/followers").status, 404);
}

TEST_F(Http, ChangesOneselfAndNobodyElse) {
    const auto ana = world.join("ana");
    world.join("bia");
    const auto changed = world.call(Method::patch, "/user/ana", R"({"bio":"Fotógrafa","name":"Ana Maria"})", ana);
    ASSERT_EQ(changed.status, 200) << changed.content;
    EXPECT_EQ(World::at(changed.content, "bio"), "Fotógrafa");
    EXPECT_EQ(changed.header("ETag"), world.get("/user/me", ana).header("ETag"));
    EXPECT_EQ(world.call(Method::put, "/user/ana", R"({"bio":""})", ana).status, 200);
    EXPECT_EQ(world.call(Method::put, "/user/me", R"({"bio":""})", ana).status, 405);
    EXPECT_EQ(world.call(Method::patch, "/user/bia", R"({"bio":"x"})", ana).status, 403);
    EXPECT_EQ(world.call(Method::patch, "/user/nobody", R"({"bio":"x"})", ana).status, 404);
    EXPECT_EQ(world.call(Method::patch, "/user/ana", R"({"bio":"x"})").status, 401);
    EXPECT_EQ(world.call(Method::patch, "/user/ana", R"({"username":"bia"})", ana).status, 409);
    EXPECT_EQ(world.call(Method::patch, "/user/ana", R"({"password":"87654321"})", ana).status, 422);
    EXPECT_EQ(world.call(Method::patch, "/user/ana", R"({"password":"87654321","current_password":"no no no"})", ana).status,
              403);
    EXPECT_EQ(world.call(Method::patch, "/user/ana", R"({"password":"87654321","current_password":"12345678"})", ana).status,
              200);
    EXPECT_EQ(world.call(Method::patch, "/user/ana", R"({"bio":7})", ana).status, 422);
}

TEST_F(Http, KeepsADeviceOfTheSession) {
    const auto ana = world.join("ana");
    EXPECT_EQ(world.call(Method::put, "/user/me/device", R"({"kind":"fcm","token":"phone"})", ana).status, 204);
    const auto key = core::base64url_encode(std::string(65, 'k'));
    const auto browser = R"({"kind":"webpush","subscription":{"endpoint":"https://push.example.org/1","keys":{"p256dh":")" + key +
                         R"(","auth":"AAAAAAAAAAAAAAAAAAAAAA"}}})";
    EXPECT_EQ(world.call(Method::put, "/user/me/device", browser, ana).status, 204);
    for (const auto* bad :
         {R"({"kind":"smoke"})", R"({"kind":"fcm"})", R"({"kind":"webpush"})", R"({"kind":"webpush","subscription":{}})",
          R"({"kind":"webpush","subscription":{"endpoint":"ftp://x","keys":{"p256dh":"x","auth":"x"}}})"})
        EXPECT_EQ(world.call(Method::put, "/user/me/device", bad, ana).status, 422) << bad;
    EXPECT_EQ(world.call(Method::delete_, "/user/me/device", "", ana).status, 204);
    EXPECT_EQ(world.call(Method::put, "/user/me/device", R"({"kind":"fcm","token":"phone"})").status, 401);
}

TEST_F(Http, PublishesItsKeys) {
    const auto answer = world.get("/.well-known/jwks.json");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Cache-Control"), "public, max-age=300");
    EXPECT_NE(answer.content.find("Ed25519"), std::string::npos);
    EXPECT_EQ(answer.content.find("\"d\""), std::string::npos);
}

}  // namespace
}  // namespace instante::authentication::testing
