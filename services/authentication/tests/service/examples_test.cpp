#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "async/run.hpp"
#include "authentication/inbound/messages/requests.hpp"
#include "authentication/outbound/messages/announcer.hpp"
#include "authentication/outbound/messages/answers.hpp"
#include "authentication/outbound/pictures/picture_requests.hpp"
#include "blob/blob.hpp"

// What we read and write, held to contracts/messages/examples: the same files that the other side's tests read.
namespace instante::authentication::testing {
namespace {

constexpr UserId ana{573576503464723456};
constexpr UserId bruno{573861779378439168};
constexpr UserId carla{575684597724382208};

std::string example(const std::string& name) {
    std::ifstream file{std::filesystem::path{INSTANTE_SOURCE_DIR} / "contracts/messages/examples" / (name + ".json")};
    EXPECT_TRUE(file) << name;
    std::string compact;
    bool in_text = false;
    for (std::istreambuf_iterator<char> at{file}, end; at != end; ++at) {
        if (*at == '"') in_text = !in_text;  // no example escapes one
        if (in_text || (*at != ' ' && *at != '\n')) compact.push_back(*at);
    }
    return compact;
}

bus::Message message(const std::string& name) {
    bus::Message made;
    made.body = example(name);
    return made;
}

core::Timestamp at(const std::string& text) {
    return core::parse_rfc3339(text).value();
}

User ana_lima() {
    User user;
    user.id = ana;
    user.username = "ana.lima";
    user.name = "Ana Lima";
    user.email = "ana@example.org";
    user.password_hash = "$argon2id$";
    user.lang = "pt-BR";
    user.created_at = at("2026-03-02T09:14:07.481Z");
    return user;
}

User ana_with_picture() {
    auto user = ana_lima();
    user.bio = "Montanhas, café e fotografia ☕";
    user.image = parse_image_rendered(message("image.rendered.v1")).value().image;
    user.version = 4;
    return user;
}

User carla_reis() {
    auto user = ana_lima();
    user.id = carla;
    user.username = "carla.reis";
    user.name = "Carla Reis";
    user.bio = "I draw maps.";
    user.lang = "en";
    user.created_at = at("2026-03-05T07:02:31.900Z");
    user.version = 2;
    return user;
}

Follow first_follow() {
    return {FollowId{574263971960751104}, bruno, ana, FollowState::active, 1, at("2026-03-03T08:00:00.112Z"), std::nullopt};
}

class Announcements : public ::testing::Test {
protected:
    bus::Outgoing rendered(const Announcement& announcement) { return announcer_(announcement, {}); }
    std::string body(const Announcement& announcement) { return rendered(announcement).message.body; }

private:
    core::FixedClock clock_{at("2026-04-20T10:00:00Z")};
    core::IdGenerator ids_{clock_, 1};
    Announcer announcer_{ids_, clock_};
};

TEST_F(Announcements, TellOfPeopleAsTheExamplesDo) {
    EXPECT_EQ(body(UserCreated{ana_lima()}), example("user.created.v1"));
    EXPECT_EQ(body(UserUpdated{carla_reis(), {}}), example("user.updated.v1.bare"));
    EXPECT_EQ(body(UserDisabled{UserId{576838434875147264}, 2, at("2026-04-20T10:00:00Z")}), example("user.disabled.v1"));
    EXPECT_EQ(body(UserDeleted{UserId{576838434875147264}, 3, at("2026-05-02T08:00:00Z"), {}}), example("user.deleted.v1.bare"));
    EXPECT_EQ(body(UserDeleted{ana, 5, at("2026-05-01T12:00:00.321Z"), media_keys(ana_with_picture().image)}),
              example("user.deleted.v1"));
    EXPECT_EQ(body(SessionEnded{SessionId{595237172937131008}, bruno, at("2026-04-20T10:03:21.765Z")}),
              example("session.ended.v1"));
}

TEST_F(Announcements, TellOfPicturesAsTheExamplesDo) {
    const auto expected = example("user.updated.v1");
    const auto told = body(UserUpdated{ana_with_picture(), {}});
    EXPECT_EQ(told.substr(0, told.find(R"(,"media_keys")")), expected.substr(0, expected.find(R"(,"media_keys")")));
}

TEST_F(Announcements, TellOfFollowsAsTheExamplesDo) {
    EXPECT_EQ(body(FollowCreated{first_follow()}), example("follow.created.v1"));
    const auto noticed = rendered(FollowNoticed{first_follow(), {bruno, "bruno_dias", "Bruno Dias", ""}});
    EXPECT_EQ(noticed.message.body, example("notification.create.v1.follow"));
    EXPECT_EQ(noticed.address.to, bus::Address::To::queue);
    EXPECT_EQ(noticed.address.name, "notification");
    EXPECT_EQ(noticed.message.id, "574263971960751104");
    const auto created = rendered(FollowCreated{first_follow()});
    EXPECT_EQ(created.address.to, bus::Address::To::events);
    EXPECT_EQ(created.address.name, "follow.created");
    EXPECT_EQ(created.message.type, "follow.created.v1");
}

TEST_F(Announcements, OrderMailsAsTheExamplesDo) {
    const auto verification = rendered(MailDue{{MailKind::verification, ana, {}}});
    EXPECT_EQ(verification.message.body, example("mail.send.v1"));
    EXPECT_EQ(verification.message.type, "mail.send.v1");
    EXPECT_EQ(verification.address.name, "mail");
    EXPECT_EQ(body(MailDue{{MailKind::reset, {}, "ana@example.org"}}), example("mail.send.v1.reset"));
    EXPECT_EQ(parse_mail_order(message("mail.send.v1")).value(), (MailOrder{MailKind::verification, ana, {}}));
    EXPECT_EQ(parse_mail_order(message("mail.send.v1.reset")).value(), (MailOrder{MailKind::reset, {}, "ana@example.org"}));
}

TEST(Orders, AreReadAsTheExamplesTell) {
    const auto order = parse_user_disable(message("user.disable.v1")).value();
    EXPECT_EQ(order.user, UserId{576838434875147264});
    EXPECT_EQ(order.state, UserState::disabled);
    EXPECT_EQ(order.at, at("2026-04-20T09:59:59.120Z"));
    EXPECT_EQ(parse_user_disable(message("user.disable.v1.enable")).value().state, UserState::active);
}

TEST(Purged, IsReadAsTheExampleSays) {
    const auto purged = parse_user_purged(message("user.purged.v1")).value();
    EXPECT_EQ(purged.user, ana);
    EXPECT_EQ(purged.keeper, Keeper::publication);
}

/// Keeps what is published.
class RecordingBus final : public bus::Bus {
public:
    Task<Result<void>> declare(bus::Queue) override { co_return boost::system::in_place_value; }
    Task<Result<void>> publish(std::vector<bus::Outgoing> messages) override {
        if (fails) co_return core::Error{core::engine_away};
        for (auto& each : messages) published.push_back(std::move(each));
        co_return boost::system::in_place_value;
    }
    std::unique_ptr<bus::Consumer> consume(std::string, std::size_t, async::Executor, bus::Handler) override { return nullptr; }
    Task<Result<bus::Depth>> depth(std::string) override { co_return bus::Depth{}; }
    Task<Result<std::vector<bus::DeadLetter>>> dead(std::string, std::string, std::size_t) override {
        co_return std::vector<bus::DeadLetter>{};
    }
    Task<Result<void>> settle_dead(std::string, std::string, bool) override { co_return boost::system::in_place_value; }
    Task<Result<void>> ping() override { co_return boost::system::in_place_value; }

    std::vector<bus::Outgoing> published;
    bool fails = false;
};

class AnswerMessages : public ::testing::Test {
protected:
    static Asker asker() { return {"user-data.test", "question", {}}; }
    std::string last() {
        EXPECT_FALSE(bus.published.empty());
        EXPECT_EQ(bus.published.back().address.name, "user-data.test");
        EXPECT_EQ(bus.published.back().message.correlation_id, "question");
        return bus.published.back().message.body;
    }
    core::FixedClock clock{at("2026-04-20T10:00:00Z")};
    RecordingBus bus;
    std::unique_ptr<Answers> answers = make_bus_answers(bus, clock);
};

TEST_F(AnswerMessages, AreThoseOfTheExamples) {
    using async::run;
    ASSERT_TRUE(run(answers->people(asker(), {{carla_reis()}, std::nullopt})));
    EXPECT_EQ(last(), example("user.data.v1.last"));
    ASSERT_TRUE(run(answers->edges(asker(), {{first_follow()}, EdgeKey{bruno, ana}})));
    EXPECT_EQ(last(), example("follows.data.v1"));
    const Revocations refused{{{UserId{576838434875147264}, at("2026-04-20T10:00:00Z")}},
                              {{SessionId{595237172937131008}, bruno, at("2026-04-20T10:03:21.765Z")}}};
    ASSERT_TRUE(run(answers->revocations(asker(), refused)));
    EXPECT_EQ(last(), example("revocations.data.v1"));
    ASSERT_TRUE(run(answers->revocations(asker(), {})));
    EXPECT_EQ(last(), example("revocations.data.v1.none"));
}

TEST_F(AnswerMessages, TellDevicesAsTheExamplesDo) {
    const Device phone{
        DeviceKind::fcm, "dXJ2k3N1TkqV0rQh8mYw4p:APA91bF6s0mJv2Yx8Qw3rT5uZ7aC9eG1iK3mO5qS7uW9yA1cE3gI5kM7oQ9sU1wY3", {}, {}};
    const Device tablet{
        DeviceKind::fcm, "c9PqLw2rTkS5vXz8nBm1aD:APA91bH2k4M6o8Q0s2U4w6Y8a0C2e4G6i8K0m2O4q6S8u0W2y4A6c8E0g2I4k6M8", {}, {}};
    const Device browser{DeviceKind::webpush, "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
                         "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                         "BTBZMqHH6r4Tts7J_aSIgg"};
    const core::Page<Recipient, UserId> page{{{bruno, "pt-BR", {phone, tablet}}, {carla, "en", {browser}}}, carla};
    ASSERT_TRUE(async::run(answers->audience(asker(), NotificationId{607847866605929472}, page)));
    EXPECT_EQ(last(), example("token.page.v1"));
    FieldErrors errors;
    for (const auto& device : {phone, tablet, browser}) check_device(device, "device", errors);
    EXPECT_TRUE(errors.empty());
}

TEST_F(AnswerMessages, AskForARenderingAsTheExamplesDo) {
    const auto blobs = blob::make_memory_store(clock);
    const auto requests = make_bus_picture_requests(*blobs, bus, clock);
    const ImageId id{602651022590379008};
    ASSERT_TRUE(async::run(requests->ask(id, ana, "bytes", {})));
    const auto& asked = bus.published.back();
    EXPECT_EQ(asked.address.name, "image");
    EXPECT_EQ(asked.message.type, "image.render.v1");
    EXPECT_EQ(asked.message.reply_to, "image-data.authentication");
    EXPECT_EQ(asked.message.body, example("image.render.v1"));
    EXPECT_EQ(async::run(blobs->get("incoming/602651022590379008")).value(), "bytes");
}

TEST_F(AnswerMessages, LeaveNoBytesBehindWhenTheRenderingCouldNotBeAskedFor) {
    const auto blobs = blob::make_memory_store(clock);
    const auto requests = make_bus_picture_requests(*blobs, bus, clock);
    bus.fails = true;
    EXPECT_EQ(async::run(requests->ask(ImageId{7}, ana, "bytes", {})).error().code(), core::engine_away);
    EXPECT_FALSE(async::run(blobs->head("incoming/7")).value());
}

TEST(Questions, AreReadAsTheExamplesAsk) {
    const auto first = parse_token_request(message("token.request.v1")).value();
    EXPECT_EQ(first.notification, NotificationId{607847866605929472});
    EXPECT_EQ(first.followers_of, ana);
    EXPECT_EQ(first.after, UserId{});
    EXPECT_EQ(first.limit, 1000u);
    EXPECT_EQ(parse_token_request(message("token.request.v1.next")).value().after, carla);
    const auto named = parse_token_request(message("token.request.v1.users")).value();
    EXPECT_FALSE(named.followers_of);
    EXPECT_EQ(named.users, std::vector<UserId>{ana});
    EXPECT_EQ(parse_user_request(message("user.request.v1")).value().ids->size(), 3u);
    EXPECT_FALSE(parse_user_request(message("user.request.v1.all")).value().ids);
    const auto next = parse_user_request(message("user.request.v1.next")).value();
    EXPECT_EQ(next.after, bruno);
    EXPECT_EQ(next.limit, 2u);
    EXPECT_FALSE(parse_follows_request(message("follows.request.v1")).value().after);
    EXPECT_EQ(parse_follows_request(message("follows.request.v1.next")).value().after, (EdgeKey{bruno, ana}));
}

TEST(Questions, OfInvalidDevicesAndRenderingsAreReadAsTheExamplesTell) {
    const auto token = parse_token_invalid(message("token.invalid.v1")).value();
    EXPECT_EQ(token.front().user, bruno);
    EXPECT_EQ(token.front().kind, DeviceKind::fcm);
    EXPECT_EQ(parse_token_invalid(message("token.invalid.v1.webpush")).value().front().kind, DeviceKind::webpush);
    const auto rendered = parse_image_rendered(message("image.rendered.v1")).value();
    EXPECT_EQ(rendered.owner, ana);
    ASSERT_TRUE(rendered.image);
    EXPECT_EQ(rendered.image->renditions.size(), 8u);
    EXPECT_EQ(small_key(rendered.image), "u/573576503464723456/602651022590379008-78bfe0083cde27fc.jpg");
    const auto refused = parse_image_rendered(message("image.rendered.v1.refused")).value();
    EXPECT_FALSE(refused.image);
    EXPECT_EQ(refused.error, "resize-image/does-not-decode");
}

}  // namespace
}  // namespace instante::authentication::testing
