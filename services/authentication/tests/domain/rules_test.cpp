#include <gtest/gtest.h>

#include "authentication/domain/announcements.hpp"
#include "authentication/domain/device.hpp"
#include "authentication/domain/language.hpp"
#include "authentication/domain/signing_key.hpp"
#include "core/encoding.hpp"

namespace instante::authentication {
namespace {

using namespace std::chrono_literals;

const core::Timestamp now = core::id_epoch + std::chrono::days{500};

FieldErrors errors_of(const Device& device) {
    FieldErrors errors;
    check_device(device, "subscription", errors);
    return errors;
}

Device subscription() {
    return {DeviceKind::webpush, "https://push.example.org/abc", core::base64url_encode(std::string(65, 'k')),
            core::base64url_encode(std::string(16, 'a'))};
}

TEST(Devices, AreTokensOfPrintableCharacters) {
    EXPECT_TRUE(errors_of({DeviceKind::fcm, "fcm:token_1-2", {}, {}}).empty());
    EXPECT_FALSE(errors_of({DeviceKind::fcm, "", {}, {}}).empty());
    EXPECT_FALSE(errors_of({DeviceKind::fcm, "two words", {}, {}}).empty());
    EXPECT_FALSE(errors_of({DeviceKind::fcm, std::string(4097, 't'), {}, {}}).empty());
}

TEST(Devices, AreSubscriptionsOverTlsWithWholeKeys) {
    EXPECT_TRUE(errors_of(subscription()).empty());
    auto plain = subscription();
    plain.token = "http://127.0.0.1:8081/metrics";
    ASSERT_EQ(errors_of(plain).size(), 1u);
    EXPECT_EQ(errors_of(plain).front().field, "subscription.endpoint");
    auto keyless = subscription();
    keyless.p256dh.clear();
    keyless.auth = core::base64url_encode("short");
    ASSERT_EQ(errors_of(keyless).size(), 2u);
    EXPECT_EQ(errors_of(keyless).back().field, "subscription.keys.auth");
}

TEST(Language, IsTheOneLikedBest) {
    EXPECT_EQ(choose_language(""), "en");
    EXPECT_EQ(choose_language("pt-BR,pt;q=0.9,en;q=0.8"), "pt-BR");
    EXPECT_EQ(choose_language("pt-PT"), "pt-BR");
    EXPECT_EQ(choose_language("en-GB, pt;q=0.9"), "en");
    EXPECT_EQ(choose_language("de, fr;q=0.9"), "en");
    EXPECT_EQ(choose_language("de, pt ; q=0.3, en;q=0.2"), "pt-BR");
    EXPECT_EQ(choose_language("pt;q=0, en;q=broken,;;,="), "en");
}

TEST(SigningKeys, AreMadeWhenThereIsNoneOrTheNewestIsOld) {
    EXPECT_TRUE(plan_keys({}, now).make_new);
    EXPECT_FALSE(plan_keys({{"a", "", now}}, now + key_lifetime - 1ms).make_new);
    EXPECT_TRUE(plan_keys({{"a", "", now}}, now + key_lifetime).make_new);
}

TEST(SigningKeys, StayPublishedForADayAfterTheirSuccessorCame) {
    const std::vector<StoredKey> keys{{"a", "", now - 30 * 24h}, {"b", "", now}};
    EXPECT_TRUE(plan_keys(keys, now + 24h - 1ms).retired.empty());
    EXPECT_EQ(plan_keys(keys, now + 24h).retired, std::vector<std::string>{"a"});
}

TEST(SigningKeys, SignOnceEverybodyHasHadTimeToFetchThem) {
    const std::vector<StoredKey> keys{{"a", "", now - 30 * 24h}, {"b", "", now}};
    EXPECT_EQ(signer_of(keys, now).kid, "a");
    EXPECT_EQ(signer_of(keys, now + key_notice - 1ms).kid, "a");
    EXPECT_EQ(signer_of(keys, now + key_notice).kid, "b");
}

TEST(SigningKeys, SignAtOnceWhereNoneIsOlder) {
    EXPECT_EQ(signer_of({{"a", "", now}}, now).kid, "a");
    EXPECT_EQ(signer_of({{"a", "", now}, {"b", "", now + 1ms}}, now - 24h).kid, "a") << "the clock was set back";
}

TEST(Changes, AreAnnouncedByTheStateTheyLeadTo) {
    User user;
    user.id = UserId{7};
    EXPECT_TRUE(std::holds_alternative<UserUpdated>(announce_change(user, {})));
    user.state = UserState::disabled;
    EXPECT_TRUE(std::holds_alternative<UserDisabled>(announce_change(user, {})));
    user.state = UserState::deleted;
    const auto deleted = announce_change(user, {"u/7/1.jpg"});
    EXPECT_EQ(std::get<UserDeleted>(deleted).media_keys, std::vector<std::string>{"u/7/1.jpg"});
}

TEST(Pictures, AreShownBesideANameByTheirSmallJpeg) {
    Image image;
    image.renditions = {
        {"320", "jpeg", 320, 240, {1}, "a"}, {"150", "webp", 150, 150, {1}, "b"}, {"150", "jpeg", 150, 150, {1}, "c"}};
    EXPECT_EQ(small_key(image), "c");
    EXPECT_EQ(small_key(std::nullopt), "");
    EXPECT_EQ(media_keys(image), (std::vector<std::string>{"a", "b", "c"}));
}

}  // namespace
}  // namespace instante::authentication
