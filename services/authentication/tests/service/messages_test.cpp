#include <gtest/gtest.h>

#include <filesystem>

#include "authentication/inbound/messages/consumers.hpp"
#include "authentication/inbound/messages/requests.hpp"
#include "authentication/tests/ports/adapters.hpp"
#include "authentication/tests/service/world.hpp"

namespace instante::authentication::testing {
namespace {

using http::Method;

TEST(Messages, AnswerAnAudienceWithItsDevices) {
    World world;
    const auto ana = world.join("ana");
    const auto bia = world.join("bia");
    world.call(Method::put, "/user/ana/follow", "", bia);
    world.call(Method::put, "/user/me/device", R"({"kind":"fcm","token":"phone-of-bia"})", bia);
    const auto id = World::at(world.get("/user/ana").content, "id");
    const auto bia_id = World::at(world.get("/user/bia").content, "id");
    const auto page =
        world.ask("token", R"({"notification":"77","audience":{"followers_of":")" + id + R"("},"cursor":null,"limit":1000})");
    EXPECT_EQ(page.type, "token.page.v1");
    EXPECT_EQ(page.body, R"({"notification":"77","users":[{"id":")" + bia_id +
                             R"(","lang":"en","devices":[{"kind":"fcm","token":"phone-of-bia"}]}],"next":null})");

    bus::Outgoing gone{bus::to_queue("token-invalid"), {}};
    gone.message.id = "gone";
    gone.message.body = R"({"devices":[{"user":")" + bia_id + R"(","kind":"fcm","token":"phone-of-bia"}]})";
    world.publish(std::move(gone));
    for (int turn = 0; turn < 200; ++turn) {
        const auto now =
            world.ask("token", R"({"notification":"77","audience":{"users":[")" + bia_id + R"("]},"cursor":null,"limit":9})");
        if (now.body.find("phone") == std::string::npos) return;
    }
    FAIL() << "the device is still there";
}

TEST(Messages, AnswerWhoPeopleAreAndWhomTheyFollow) {
    World world;
    const auto ana = world.join("ana");
    world.join("bia");
    world.call(Method::put, "/user/bia/follow", "", ana);
    const auto id = World::at(world.get("/user/ana").content, "id");
    const auto one = world.ask("user", R"({"ids":[")" + id + R"(","1"]})");
    EXPECT_EQ(one.type, "user.data.v1");
    EXPECT_EQ(World::at(one.body, "next"), "null");
    EXPECT_NE(one.body.find(R"("username":"ana","name":"Name","bio":"","image":null,"lang":"en","created_at":")"),
              std::string::npos)
        << one.body;
    EXPECT_EQ(one.body.find("@example.org"), std::string::npos);
    const auto all = world.ask("user", R"({"after":null,"limit":1})");
    EXPECT_EQ(World::at(all.body, "next"), id);
    const auto edges = world.ask("follows", R"({"cursor":null,"limit":1000})");
    EXPECT_EQ(edges.type, "follows.data.v1");
    EXPECT_NE(edges.body.find(R"("follower":")" + id), std::string::npos);
    EXPECT_NE(edges.body.find(R"("state":"active","version":1)"), std::string::npos) << edges.body;
}

TEST(Messages, AnswerWhoIsRefusedNow) {
    World world;
    const auto ana = world.join("ana");
    EXPECT_EQ(world.ask("revocations", "{}").body, R"({"users":[],"sessions":[]})");
    world.call(Method::post, "/user/logout", "", ana);
    const auto refused = world.ask("revocations", "{}");
    EXPECT_NE(refused.body.find(R"("sessions":[{"id":")"), std::string::npos) << refused.body;
}

TEST(Messages, AnnounceWhatHappens) {
    World world;
    world.next_event();
    const auto ana = world.join("ana");
    const auto created = world.next_event();
    EXPECT_EQ(created.type, "user.created.v1");
    EXPECT_EQ(World::at(created.body, "user.username"), "ana");
    EXPECT_EQ(World::at(created.body, "media_keys"), "[]");
    world.join("bia");
    world.next_event();
    world.call(Method::put, "/user/bia/follow", "", ana);
    const auto followed = world.next_event();
    EXPECT_EQ(followed.type, "follow.created.v1");
    EXPECT_EQ(World::at(followed.body, "follow.state"), "active");
    world.call(Method::delete_, "/user/bia/follow", "", ana);
    EXPECT_EQ(world.next_event().type, "follow.deleted.v1");
    world.call(Method::post, "/user/logout", "", ana);
    const auto ended = world.next_event();
    EXPECT_EQ(ended.type, "session.ended.v1");
    EXPECT_EQ(World::at(ended.body, "user"), World::at(world.get("/user/ana").content, "id"));
}

template <class T>
core::Kind kind_of(Result<T> (*parse)(const bus::Message&), const std::string& body) {
    bus::Message message;
    message.body = body;
    const auto parsed = parse(message);
    return parsed ? core::Kind::internal : parsed.error().kind();
}

TEST(Messages, ThatCannotBeUnderstoodAreRefused) {
    EXPECT_EQ(kind_of(parse_token_request, "{"), core::Kind::malformed);
    EXPECT_EQ(kind_of(parse_token_request, "{}"), core::Kind::invalid);
    EXPECT_EQ(kind_of(parse_token_request, R"({"notification":"1","audience":{},"limit":5})"), core::Kind::invalid);
    EXPECT_EQ(kind_of(parse_user_request, R"({"ids":["x"]})"), core::Kind::invalid);
    EXPECT_EQ(kind_of(parse_user_request, "["), core::Kind::malformed);
    EXPECT_EQ(kind_of(parse_follows_request, R"({"cursor":"7"})"), core::Kind::invalid);
    EXPECT_EQ(kind_of(parse_follows_request, R"({"cursor":"a:b"})"), core::Kind::invalid);
    EXPECT_EQ(kind_of(parse_follows_request, ""), core::Kind::malformed);
    EXPECT_EQ(kind_of(parse_token_invalid, R"({"devices":[{"user":"1","kind":"pigeon","token":"t"}]})"), core::Kind::invalid);
    EXPECT_EQ(kind_of(parse_token_invalid, "null"), core::Kind::invalid);
    EXPECT_EQ(kind_of(parse_image_rendered, R"({"id":"1","owner":"2"})"), core::Kind::invalid);
    EXPECT_EQ(kind_of(parse_image_rendered, "x"), core::Kind::malformed);
    EXPECT_EQ(kind_of(parse_user_disable, R"({"id":"1","disabled":"yes","at":"2026-04-20T10:00:00.000Z"})"), core::Kind::invalid);
    EXPECT_EQ(kind_of(parse_user_disable, R"({"id":"1","disabled":true})"), core::Kind::invalid);
    EXPECT_EQ(kind_of(parse_image_rendered, R"({"id":"1","owner":"2","error":"no"})"), core::Kind::internal);
}

TEST(Messages, WithoutAReplyAddressAreParked) {
    World world;
    for (const auto* queue : {"token", "user", "follows", "revocations"}) {
        bus::Outgoing question{bus::to_queue(queue), {}};
        question.message.id = queue;
        question.message.body = "{}";
        world.publish(std::move(question));
        world.ask("revocations", "{}");
        for (int turn = 0; turn < 200; ++turn) {
            if (world.dead_in(queue) == 1) break;
            world.ask("revocations", "{}");
        }
        EXPECT_EQ(world.dead_in(queue), 1u) << queue;
    }
}

TEST(Storage, KeepsEverythingWhenTheProcessEnds) {
    const Folder folder;
    std::string token;
    std::string refresh;
    {
        World world{folder.path()};
        token = world.join("ana");
        const auto login = world.call(Method::post, "/user/login", R"({"username":"ana","password":"12345678"})");
        refresh = World::at(login.content, "refresh_token");
    }
    World world{folder.path()};
    EXPECT_EQ(world.get("/user/me", token).status, 200) << "the signing key is kept";
    EXPECT_EQ(world.call(Method::post, "/user/token", R"({"refresh_token":")" + refresh + R"("})").status, 200);
}

TEST(Storage, IsNobodyElsesToRead) {
    using std::filesystem::perms;
    const Folder folder;
    const World world{folder.path()};
    for (const auto& file : std::filesystem::directory_iterator{folder.path()})
        EXPECT_EQ(file.status().permissions() & (perms::group_all | perms::others_all), perms::none) << file.path();
}

}  // namespace
}  // namespace instante::authentication::testing
