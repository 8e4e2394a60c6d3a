#include <gtest/gtest.h>

#include <fstream>

#include "mongo/testing/scratch.hpp"
#include "notification/domain/errors.hpp"
#include "notification/tests/service/process.hpp"
#include "notification/tests/support/fcm_stand_in.hpp"
#include "sqlite/tests/scratch.hpp"

namespace instante::notification {
namespace {

using namespace samples;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""h;

const auto id = core::to_string(id_at(-5ms));

std::string notification_body(const std::string& key = id) {
    return R"({"id":")" + key +
           R"(","type":"publication","actor":{"id":"7","username":"ana","name":"Ana Lima","image":null},"publication":")" + key +
           R"(","audience":{"followers_of":"7"},"text":"Summer","image":"p/1-320.jpg"})";
}

/// One reader with a phone.
std::string page_body(const std::string& user, const std::string& token, const std::string& next = "null",
                      const std::string& key = id) {
    return R"({"notification":")" + key + R"(","users":[{"id":")" + user +
           R"(","lang":"pt-BR","devices":[{"kind":"fcm","token":")" + token +
           R"("},{"kind":"webpush","subscription":{"endpoint":"https://push.example/x","keys":{"p256dh":"x","auth":"y"}}}]}],"next":)" +
           next + '}';
}

class NotificationService : public testing::TestWithParam<bool> {
protected:
    config::Settings settings(bool with_fcm = true) {
        config::Settings settings;
        settings.ephemeral = GetParam();
        settings.data = scratch_.file().parent_path();
        if (!with_fcm) return settings;
        std::ofstream{scratch_.file("fcm.json")} << google_.key_file();
        settings.fcm_credentials = scratch_.file("fcm.json");
        settings.fcm_endpoint = google_.endpoint();
        return settings;
    }
    void tell_two(Process& process) {
        process.pages[id + ":"] = page_body("9", "phone-of-carla", "\"9\"");
        process.pages[id + ":9"] = page_body("10", "dead-phone");
        process.publish(bus::to_queue("notification"), "notification.create.v1", notification_body());
    }

    sqlite::Scratch scratch_;
    FcmStandIn google_{[](const std::string& body, int) {
        if (body.find("dead-phone") == std::string::npos) return FcmStandIn::answer(200, "{}");
        return FcmStandIn::answer(404, R"({"error":{"status":"NOT_FOUND"}})");
    }};
};

TEST_P(NotificationService, TellsAPublicationToInboxesAndPhones) {
    Process process{settings()};
    ASSERT_TRUE(process.start());
    tell_two(process);
    EXPECT_TRUE(process.until([&] { return google_.messages().size() == 2 && process.invalid().size() == 1; }));
    EXPECT_NE(process.inbox(carla).find(R"("publication":")" + id), std::string::npos);
    EXPECT_NE(process.inbox(davi).find(R"("publication":")" + id), std::string::npos);
    EXPECT_EQ(process.inbox(ana.id), R"({"items":[],"next":null})");
    EXPECT_EQ(process.invalid().front(), R"({"devices":[{"user":"10","kind":"fcm","token":"dead-phone"}]})");
    const auto push = google_.messages().front();
    EXPECT_NE(push.find(R"("title":"Publicação nova de Ana Lima")"), std::string::npos) << push;
    EXPECT_NE(push.find(R"("image":"http://127.0.0.1:8080/media/p/1-320.jpg")"), std::string::npos) << push;
    EXPECT_NE(process.metrics().find("instante_pushes_total{outcome=\"delivered\"} 1"), std::string::npos);
    process.stop();
}

TEST_P(NotificationService, TellsOtherInstancesOfArrivalsWhereThereMayBeSome) {
    auto shared = settings(false);
    shared.bus.url = "amqp://broker";  // what it says is what counts here: the process is given its bus
    Process process{shared};
    ASSERT_TRUE(process.start());
    tell_two(process);
    EXPECT_TRUE(process.until([&] { return process.arrived().size() == 2; }));
    EXPECT_EQ(process.arrived(), (std::vector<std::string>{R"({"users":["9"]})", R"({"users":["10"]})"}));
    process.stop();
}

TEST_P(NotificationService, FollowsWhatIsAnnounced) {
    Process process{settings(false)};
    ASSERT_TRUE(process.start());
    tell_two(process);
    EXPECT_TRUE(process.until([&] { return process.inbox(davi).find(id) != std::string::npos; }));
    EXPECT_TRUE(google_.messages().empty()) << "nothing is pushed where there is no push service";
    EXPECT_TRUE(process.arrived().empty()) << "nobody else is on an embedded bus";

    process.publish(bus::to_events("user.updated"), "user.updated.v1",
                    R"({"user":{"id":"7","username":"ana","name":"Ana L.","image":null,"version":2},"media_keys":[]})");
    EXPECT_TRUE(process.until([&] { return process.inbox(carla).find("Ana L.") != std::string::npos; }));
    process.publish(bus::to_events("user.disabled"), "user.disabled.v1",
                    R"({"id":"7","version":3,"at":"2026-11-24T12:00:00.000Z"})");
    EXPECT_TRUE(process.until([&] { return process.inbox(carla).find(id) == std::string::npos; }));
    process.publish(bus::to_events("user.updated"), "user.updated.v1",
                    R"({"user":{"id":"7","username":"ana","name":"Ana","image":null,"version":4},"media_keys":[]})");
    EXPECT_TRUE(process.until([&] { return process.inbox(carla).find(id) != std::string::npos; }));
    process.publish(bus::to_events("user.deleted"), "user.deleted.v1",
                    R"({"id":"10","version":2,"at":"2026-11-24T12:00:00.000Z","media_keys":[]})");
    EXPECT_TRUE(process.until([&] { return process.purged().size() == 1; }));
    EXPECT_EQ(process.inbox(davi), R"({"items":[],"next":null})");
    process.publish(bus::to_events("publication.deleted"), "publication.deleted.v1",
                    R"({"id":")" + id + R"(","owner":"7","version":2,"media_keys":[]})");
    EXPECT_TRUE(process.until([&] { return process.inbox(carla).find(id) == std::string::npos; }));
    process.stop();
}

TEST_P(NotificationService, IsReadyAndNamesItsQueues) {
    Process process{settings(false)};
    ASSERT_TRUE(process.start());
    EXPECT_EQ(process.service().name(), "notification");
    EXPECT_EQ(process.service().queues(),
              (std::vector<std::string>{"notification", "token-notification", "notification.events"}));
    process.run([&]() -> Task<void> {
        auto ready = co_await process.service().ready();
        EXPECT_TRUE(ready);
    });
    process.stop();
}

INSTANTIATE_TEST_SUITE_P(Engines, NotificationService, testing::Values(true, false),
                         [](const auto& info) { return info.param ? "memory" : "sqlite"; });

class NotificationServiceOnDisk : public testing::Test {
protected:
    config::Settings settings() {
        config::Settings settings;
        settings.data = scratch_.file().parent_path();
        std::ofstream{scratch_.file("fcm.json")} << google_.key_file();
        settings.fcm_credentials = scratch_.file("fcm.json");
        settings.fcm_endpoint = google_.endpoint();
        return settings;
    }
    /// What is owed when a process ends is pushed by the next.
    void expect_to_go_on(const config::Settings& settings) {
        google_.close_grants(true);
        {
            Process process{settings};
            ASSERT_TRUE(process.start());
            process.pages[id + ":"] = page_body("9", "phone");
            process.publish(bus::to_queue("notification"), "notification.create.v1", notification_body());
            EXPECT_TRUE(process.until(
                [&] { return process.metrics().find("instante_pushes_total{outcome=\"retried\"} 1") != std::string::npos; }));
            process.stop();
        }
        google_.close_grants(false);
        Process process{settings};
        process.clock.advance(1h);
        ASSERT_TRUE(process.start());
        EXPECT_TRUE(process.until([&] { return google_.messages().size() == 1; }));
        EXPECT_NE(process.inbox(carla).find(id), std::string::npos);
        process.stop();
    }

    sqlite::Scratch scratch_;
    FcmStandIn google_;
};

TEST_F(NotificationServiceOnDisk, GoesOnAtTheNextStartWithWhatIsOwed) {
    expect_to_go_on(settings());
}

TEST_F(NotificationServiceOnDisk, DoesNotOpenWithCredentialsThatCannotBeUsed) {
    auto wrong = settings();
    std::ofstream{scratch_.file("fcm.json")} << R"({"type":"service_account","private_key":"hush"})";
    Process process{wrong};
    const auto started = process.start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code(), bad_fcm_credentials);
    EXPECT_NE(started.error().note().find("fcm-credentials: "), std::string::npos);
    EXPECT_EQ(started.error().note().find("hush"), std::string::npos);
}

class MongoNotificationService : public NotificationServiceOnDisk {
protected:
    void SetUp() override {
        if (mongo::testing::server().empty()) GTEST_SKIP() << "INSTANTE_TEST_MONGODB names no server (tools/engines run -- …)";
        database_ = std::make_unique<mongo::testing::Scratch>();
    }
    config::Settings settings() {
        auto settings = NotificationServiceOnDisk::settings();
        settings.database.url = database_->url();
        return settings;
    }

private:
    std::unique_ptr<mongo::testing::Scratch> database_;
};

TEST_F(MongoNotificationService, WhatWasToldIsThereAfterARestart) {
    {
        Process process{settings()};
        ASSERT_TRUE(process.start());
        process.pages[id + ":"] = page_body("9", "phone");
        process.publish(bus::to_queue("notification"), "notification.create.v1", notification_body());
        EXPECT_TRUE(process.until([&] { return google_.messages().size() == 1; }));
        process.stop();
    }
    Process process{settings()};
    process.clock.advance(1h);
    ASSERT_TRUE(process.start());
    EXPECT_NE(process.inbox(carla).find(id), std::string::npos);
    process.run([&]() -> Task<void> {
        auto ready = co_await process.service().ready();
        EXPECT_TRUE(ready);
    });
    process.publish(bus::to_events("user.deleted"), "user.deleted.v1",
                    R"({"id":"9","version":2,"at":"2026-11-24T12:00:00.000Z","media_keys":[]})");
    EXPECT_TRUE(process.until([&] { return process.purged().size() == 1; }));
    EXPECT_EQ(process.inbox(carla), R"({"items":[],"next":null})");
    EXPECT_EQ(google_.messages().size(), 1u) << "what is delivered is not pushed again";
    process.stop();
}

TEST_F(MongoNotificationService, GoesOnAtTheNextStartWithWhatIsOwed) {
    expect_to_go_on(settings());
}

TEST_F(NotificationServiceOnDisk, DoesNotOpenWithADatabaseThatIsNotThere) {
    auto wrong = settings();
    wrong.database.url = "mongodb://ana:s3cret@127.0.0.1:1/?serverSelectionTimeoutMS=100";
    const auto note = Process{wrong}.start().error().note();
    EXPECT_NE(note.find("--database: no database answers"), std::string::npos);
    EXPECT_EQ(note.find("s3cret"), std::string::npos);
}

}  // namespace
}  // namespace instante::notification
