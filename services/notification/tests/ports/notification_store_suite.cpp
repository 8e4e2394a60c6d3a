#include "notification/tests/ports/stores_suite.hpp"

namespace instante::notification {
namespace {

using namespace samples;
using std::chrono_literals::operator""ms;
using testing::ValuesIn;

using Ids = std::vector<NotificationId>;
using Texts = std::vector<std::string>;

class NotificationStoreSuite : public StoresSuite {};

const auto first = id_at(1ms);
const auto second = id_at(2ms);

TEST_P(NotificationStoreSuite, OpeningANotificationAsksForItsAudience) {
    open(published(first));
    const auto announced = world().announced();
    ASSERT_EQ(announced.size(), 1u);
    EXPECT_EQ(announced[0].address.name, "token");
    EXPECT_EQ(announced[0].message.id, core::to_string(first) + ":");
    EXPECT_EQ(announced[0].message.reply_to, "token-notification");
    EXPECT_EQ(announced[0].message.body, R"({"notification":")" + core::to_string(first) +
                                             R"(","audience":{"followers_of":"7"},"cursor":null,"limit":1000})");
}

TEST_P(NotificationStoreSuite, OpeningItTwiceAsksOnce) {
    open(published(first));
    auto again = published(first);
    again.text = "other";
    open(again);
    EXPECT_EQ(world().announced().size(), 1u);
    spread(page(first, {reader(carla)}));
    EXPECT_EQ(inbox(carla).items.at(0).text, "Summer");
}

TEST_P(NotificationStoreSuite, APagePutsItIntoInboxes) {
    open(published(first));
    EXPECT_EQ(spread(page(first, {reader(carla), reader(davi)})), 0u);
    EXPECT_EQ(inbox_ids(carla), Ids{first});
    EXPECT_EQ(inbox_ids(davi), Ids{first});
    EXPECT_EQ(world().announced_to("token").size(), 1u) << "that was all of the audience";
}

TEST_P(NotificationStoreSuite, APageAsksForTheNextWithItsCursor) {
    open(published(first));
    spread(page(first, {reader(carla)}, "", "9"));
    EXPECT_EQ(world().announced_to("token"), (Texts{core::to_string(first) + ":", core::to_string(first) + ":9"}));
    spread(page(first, {reader(davi)}, "9"));
    EXPECT_EQ(inbox_ids(davi), Ids{first});
    EXPECT_EQ(world().announced_to("token").size(), 2u);
}

TEST_P(NotificationStoreSuite, ARepeatedPageChangesNothing) {
    open(published(first));
    EXPECT_EQ(spread(page(first, {reader(carla, {"phone"})}, "", "9")), 1u);
    settle({{{first, "phone"}, carla, Settlement::Done{}}});
    EXPECT_EQ(spread(page(first, {reader(carla, {"phone"})}, "", "9")), 0u);
    EXPECT_TRUE(due_tokens().empty()) << "a push that is done is not owed again";
    EXPECT_EQ(world().announced_to("token").size(), 2u);
    spread(page(first, {reader(davi)}, "9"));
    EXPECT_EQ(spread(page(first, {reader(davi, {"other"})}, "9")), 0u) << "the last page, too";
    EXPECT_TRUE(due_tokens().empty());
}

TEST_P(NotificationStoreSuite, APageNobodyWaitsForChangesNothing) {
    open(published(first));
    EXPECT_EQ(spread(page(first, {reader(carla, {"phone"})}, "9")), 0u);
    EXPECT_EQ(spread(page(second, {reader(carla, {"phone"})})), 0u) << "nor one of an unknown notification";
    EXPECT_TRUE(inbox_ids(carla).empty());
}

TEST_P(NotificationStoreSuite, OwesEachDeviceAPush) {
    open(published(first));
    EXPECT_EQ(spread(page(first, {reader(carla, {"phone", "tablet"}, "pt-BR"), reader(davi)})), 2u);
    const auto pushes = due().pushes;
    ASSERT_EQ(pushes.size(), 2u);
    EXPECT_EQ(pushes[0].push, (Push{{first, "phone"}, carla, "pt-BR", 0, noon}));
    ASSERT_TRUE(pushes[0].content);
    EXPECT_EQ(pushes[0].content->actor, ana);
    EXPECT_EQ(pushes[0].content->type, Type::publication);
    EXPECT_EQ(pushes[0].content->publication, PublicationId{first.value});
    EXPECT_EQ(pushes[0].content->text, "Summer");
    EXPECT_EQ(pushes[0].content->image, "p/1/2-320.jpg");
}

TEST_P(NotificationStoreSuite, OwesATokenThatMovedBetweenPagesOnePush) {
    open(published(first));
    EXPECT_EQ(spread(page(first, {reader(carla, {"phone"})}, "", "9")), 1u);
    EXPECT_EQ(spread(page(first, {reader(davi, {"phone"})}, "9")), 0u);
    EXPECT_EQ(due_tokens(), Texts{"phone"});
}

TEST_P(NotificationStoreSuite, DoesNotTellPeopleOfThemselves) {
    open(followed(first, ana, ana.id));
    EXPECT_EQ(spread(page(first, {reader(ana.id, {"phone"})})), 0u);
    EXPECT_TRUE(inbox_ids(ana.id).empty());
}

TEST_P(NotificationStoreSuite, KeepsTheUsersOfAnAudienceForTheNextQuestion) {
    auto notification = followed(first, ana, carla);
    notification.audience = std::vector{carla, davi};
    open(notification);
    spread(page(first, {}, "", "9"));
    EXPECT_NE(world().announced().at(1).message.body.find(R"("audience":{"users":["9","10"]},"cursor":"9")"), std::string::npos);
}

TEST_P(NotificationStoreSuite, HidesWhatWasToldOfAPublication) {
    tell(first, {reader(carla, {"phone"})});
    tell(second, {reader(carla)});
    ASSERT_TRUE(async::run(stores().notifications->hide(PublicationId{first.value})));
    EXPECT_EQ(inbox_ids(carla), Ids{second}) << "at once, before anything is removed";
    EXPECT_FALSE(due().pushes.at(0).content) << "and it is not to be pushed";
}

TEST_P(NotificationStoreSuite, AHiddenNotificationGoesNoFurther) {
    open(published(first));
    spread(page(first, {reader(carla)}, "", "9"));
    ASSERT_TRUE(async::run(stores().notifications->hide(PublicationId{first.value})));
    EXPECT_EQ(spread(page(first, {reader(davi, {"phone"})}, "9", "10")), 0u);
    EXPECT_TRUE(inbox_ids(davi).empty());
    EXPECT_EQ(world().announced_to("token").size(), 2u);
}

TEST_P(NotificationStoreSuite, APublicationThatIsGoneBeforeItsNotificationStaysHidden) {
    ASSERT_TRUE(async::run(stores().notifications->hide(PublicationId{first.value})));
    open(published(first));
    EXPECT_TRUE(world().announced().empty());
    EXPECT_EQ(spread(page(first, {reader(carla, {"phone"})})), 0u);
    EXPECT_TRUE(inbox_ids(carla).empty());
}

TEST_P(NotificationStoreSuite, RemovesHiddenEntriesInChunks) {
    std::vector<Recipient> readers;
    for (std::uint64_t i = 100; i < 105; ++i) readers.push_back(reader(UserId{i}));
    tell(first, readers);
    tell(second, {reader(UserId{100})});
    EXPECT_FALSE(async::run(stores().notifications->clear_hidden(2)).value());
    ASSERT_TRUE(async::run(stores().notifications->hide(PublicationId{first.value})));
    EXPECT_TRUE(async::run(stores().notifications->clear_hidden(2)).value());
    EXPECT_TRUE(async::run(stores().notifications->clear_hidden(2)).value());
    EXPECT_FALSE(async::run(stores().notifications->clear_hidden(2)).value());
    EXPECT_FALSE(async::run(stores().notifications->clear_hidden(2)).value());
    EXPECT_EQ(inbox_ids(UserId{100}), Ids{second});
    tell(first, readers);
    EXPECT_TRUE(inbox_ids(UserId{101}).empty()) << "what is hidden stays hidden when its message comes again";
}

TEST_P(NotificationStoreSuite, RemovesWhatIsOldInChunks) {
    tell(first, {reader(carla), reader(davi)});
    tell(second, {reader(carla)});
    EXPECT_FALSE(async::run(stores().notifications->clear_old(first, 1)).value()) << "nothing is older than the first";
    int chunks = 1;
    while (async::run(stores().notifications->clear_old(second, 1)).value()) ++chunks;
    EXPECT_GE(chunks, 2);
    EXPECT_EQ(inbox_ids(carla), Ids{second});
    EXPECT_TRUE(inbox_ids(davi).empty());
    EXPECT_EQ(spread(page(first, {reader(davi)})), 0u) << "of the notification itself nothing is left";
}

INSTANTIATE_TEST_SUITE_P(Engines, NotificationStoreSuite, ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace instante::notification
