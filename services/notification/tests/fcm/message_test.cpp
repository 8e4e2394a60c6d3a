#include "notification/outbound/fcm/message.hpp"

#include <gtest/gtest.h>

namespace instante::notification {
namespace {

using std::chrono_literals::operator""s;

const AbsoluteUrl url = [](std::string_view key) { return "https://photos.example/media/" + std::string{key}; };

PushMessage sample() {
    return {.token = "phone",
            .notification = NotificationId{5},
            .type = Type::publication,
            .actor = UserId{7},
            .publication = PublicationId{6},
            .title = "New publication by Ana \"Lima\"",
            .body = "Summer",
            .image = "p/1.jpg"};
}

http::ClientResponse response(int status, std::string content = {}, std::string retry_after = {}) {
    http::ClientResponse made;
    made.status = status;
    made.content = std::move(content);
    if (!retry_after.empty()) made.headers.add("Retry-After", retry_after);
    return made;
}

std::string google_error(const std::string& status, const std::string& rest = {}) {
    return R"({"error":{"code":400,"message":"Something","status":")" + status + '"' + rest + "}}";
}

TEST(FcmMessage, SaysEverythingOnce) {
    EXPECT_EQ(render_fcm_message(sample(), url),
              R"({"message":{"token":"phone","notification":{"title":"New publication by Ana \"Lima\"","body":"Summer",)"
              R"("image":"https://photos.example/media/p/1.jpg"},)"
              R"("data":{"notification_id":"5","type":"publication","actor":"7","publication":"6"},)"
              R"("android":{"notification":{"tag":"5"}},"apns":{"headers":{"apns-collapse-id":"5"}}}})");
}

TEST(FcmMessage, LeavesOutWhatThereIsNot) {
    auto follow = sample();
    follow.type = Type::follow;
    follow.publication.reset();
    follow.body.clear();
    follow.image.clear();
    EXPECT_EQ(render_fcm_message(follow, url),
              R"({"message":{"token":"phone","notification":{"title":"New publication by Ana \"Lima\""},)"
              R"("data":{"notification_id":"5","type":"follow","actor":"7"},)"
              R"("android":{"notification":{"tag":"5"}},"apns":{"headers":{"apns-collapse-id":"5"}}}})");
}

TEST(FcmAnswer, OfSuccessIsDelivered) {
    EXPECT_TRUE(std::holds_alternative<Delivered>(judge_fcm_answer(response(200, "{}"))));
}

TEST(FcmAnswer, ThatTheTokenIsNoneMeansTheDeviceIsGone) {
    const std::string unregistered =
        R"(,"details":[{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"UNREGISTERED"}])";
    const std::string bad_token =
        R"(,"details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"message.token","description":"x"}]}])";
    for (
        const auto& gone :
        {response(404, google_error("NOT_FOUND", unregistered)), response(404, google_error("NOT_FOUND")), response(404),
         response(400, google_error("INVALID_ARGUMENT", bad_token)),
         response(
             400,
             R"({"error":{"status":"INVALID_ARGUMENT","message":"The registration token is not a valid FCM registration token"}})")})
        EXPECT_TRUE(std::holds_alternative<DeviceGone>(judge_fcm_answer(gone))) << gone.content;
}

TEST(FcmAnswer, FromSomebodyElseForgetsNoDevice) {
    EXPECT_TRUE(std::holds_alternative<NotNow>(judge_fcm_answer(response(404, "<html>no such page</html>"))));
    EXPECT_TRUE(std::holds_alternative<Refused>(judge_fcm_answer(response(400, "<html>"))));
    EXPECT_TRUE(std::holds_alternative<NotNow>(judge_fcm_answer(response(302))));
}

TEST(FcmAnswer, ThatItIsTooMuchNowHasItsWish) {
    for (const int status : {429, 500, 503}) {
        const auto answer = judge_fcm_answer(response(status, google_error("UNAVAILABLE"), "30"));
        ASSERT_TRUE(std::holds_alternative<NotNow>(answer));
        EXPECT_EQ(std::get<NotNow>(answer).after, 30s);
        EXPECT_EQ(std::get<NotNow>(answer).reason, "FCM answered " + std::to_string(status) + " UNAVAILABLE");
    }
    EXPECT_FALSE(std::get<NotNow>(judge_fcm_answer(response(503))).after);
    EXPECT_FALSE(std::get<NotNow>(judge_fcm_answer(response(503, "", "Wed, 21 Oct 2026 07:28:00 GMT"))).after);
}

TEST(FcmAnswer, ThatItWillNeverTakeItIsFinal) {
    const std::string mismatch = R"(,"details":[{"errorCode":"SENDER_ID_MISMATCH"}])";
    const auto answer = judge_fcm_answer(response(403, google_error("PERMISSION_DENIED", mismatch)));
    ASSERT_TRUE(std::holds_alternative<Refused>(answer));
    EXPECT_EQ(std::get<Refused>(answer).reason, "FCM answered 403 PERMISSION_DENIED SENDER_ID_MISMATCH");
    EXPECT_TRUE(std::holds_alternative<Refused>(judge_fcm_answer(response(400, google_error("INVALID_ARGUMENT")))));
}

}  // namespace
}  // namespace instante::notification
