#include "notification/inbound/messages/bodies.hpp"

#include <gtest/gtest.h>

#include "notification/tests/support/example.hpp"

namespace instante::notification {
namespace {

TEST(NotificationBody, IsReadAsTheContractsExample) {
    const auto read = parse_notification(message("notification.create.v1", example("notification.create.v1")));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->id, NotificationId{607847866605929472});
    EXPECT_EQ(read->type, Type::publication);
    EXPECT_EQ(read->actor, (Person{UserId{573576503464723456}, "ana.lima", "Ana Lima",
                                   "u/573576503464723456/602651022590379008-78bfe0083cde27fc.jpg"}));
    EXPECT_EQ(read->publication, PublicationId{607847866605929472});
    EXPECT_EQ(read->audience, (Audience{FollowersOf{UserId{573576503464723456}}}));
    EXPECT_TRUE(read->text.starts_with("Pico da Bandeira"));
    EXPECT_EQ(read->image, "p/607847866605929472/607847866605929473-91e1c4141ce309e3.jpg");
    EXPECT_EQ(read->created_at, core::id_time(607847866605929472));
}

TEST(NotificationBody, OfAFollowHasNoPublicationAndNoPicture) {
    const auto read = parse_notification(message("notification.create.v1", example("notification.create.v1.follow")));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->type, Type::follow);
    EXPECT_EQ(read->audience, (Audience{std::vector{UserId{573576503464723456}}}));
    EXPECT_FALSE(read->publication);
    EXPECT_EQ(read->image, "");
    EXPECT_TRUE(parse_notification(message("notification.create.v1", example("notification.create.v1.bare"))));
}

TEST(NotificationBody, TellsEveryBadField) {
    const auto read =
        parse_notification(message("notification.create.v1", R"({"id":"x","type":"like","actor":{"id":"7"},"audience":{}})"));
    ASSERT_FALSE(read);
    std::vector<std::string> fields;
    for (const auto& field : read.error().fields()) fields.push_back(field.field);
    EXPECT_EQ(fields, (std::vector<std::string>{"id", "type", "actor.username", "actor.name", "publication", "audience.users"}));
    EXPECT_EQ(parse_notification(message("notification.create.v1", "[")).error().code(), core::malformed);
}

TEST(NotificationBody, LongTextIsCutBetweenCharacters) {
    std::string text;
    for (int i = 0; i < 150; ++i) text += "é";
    const auto read = parse_notification(message(
        "notification.create.v1",
        R"({"id":"5","type":"follow","actor":{"id":"7","username":"a","name":"A","image":null},"audience":{"users":["8"]},"text":")" +
            text + R"(","image":null})"));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->text, text.substr(0, 200));
}

TEST(AudiencePageBody, IsReadAsTheContractsExample) {
    const auto read = parse_audience_page(message("token.page.v1", example("token.page.v1"), "607847866605929472:"));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->notification, NotificationId{607847866605929472});
    EXPECT_EQ(read->asked, "");
    EXPECT_EQ(read->next, "575684597724382208");
    ASSERT_EQ(read->recipients.size(), 2u);
    EXPECT_EQ(read->recipients[0].lang, "pt-BR");
    ASSERT_EQ(read->recipients[0].devices.size(), 2u);
    EXPECT_TRUE(read->recipients[0].devices[0].token.starts_with("dXJ2k3N1TkqV0rQh8mYw4p:"));
    EXPECT_TRUE(read->recipients[1].devices.empty()) << "Web Push is passed over";
}

TEST(AudiencePageBody, KnowsItsQuestionByTheCorrelationId) {
    const auto read =
        parse_audience_page(message("token.page.v1", example("token.page.v1.last"), "607847866605929472:575684597724382208"));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->asked, "575684597724382208");
    EXPECT_FALSE(read->next);
    EXPECT_FALSE(parse_audience_page(message("token.page.v1", example("token.page.v1.last"), "")));
    EXPECT_FALSE(parse_audience_page(message("token.page.v1", example("token.page.v1.last"), "1:"))) << "another notification's";
    EXPECT_FALSE(parse_audience_page(message("token.page.v1", R"({"notification":"5"})", "5:")));
}

TEST(PersonBody, IsReadAsTheContractsExample) {
    const auto read = parse_person_changed(message("user.updated.v1", example("user.updated.v1")));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->person, (Person{UserId{573576503464723456}, "ana.lima", "Ana Lima",
                                    "u/573576503464723456/602651022590379008-78bfe0083cde27fc.jpg"}));
    EXPECT_EQ(read->version, 4);
    const auto bare = parse_person_changed(message("user.updated.v1", example("user.updated.v1.bare")));
    ASSERT_TRUE(bare);
    EXPECT_EQ(bare->person.image, "");
    EXPECT_TRUE(parse_person_changed(message("user.created.v1", example("user.created.v1"))));
    EXPECT_FALSE(parse_person_changed(message("user.created.v1", "{}")));
}

TEST(PersonGoneBody, IsReadAsTheContractsExample) {
    const auto deleted = parse_person_gone(message("user.deleted.v1", example("user.deleted.v1")));
    ASSERT_TRUE(deleted);
    EXPECT_EQ(deleted->id, UserId{573576503464723456});
    EXPECT_EQ(deleted->version, 5);
    EXPECT_TRUE(parse_person_gone(message("user.disabled.v1", example("user.disabled.v1"))));
    EXPECT_FALSE(parse_person_gone(message("user.disabled.v1", R"({"id":"7"})")));
}

TEST(PublicationDeletedBody, IsReadAsTheContractsExample) {
    EXPECT_EQ(parse_publication_deleted(message("publication.deleted.v1", example("publication.deleted.v1"))).value(),
              PublicationId{608343535250736128});
    EXPECT_FALSE(parse_publication_deleted(message("publication.deleted.v1", "{}")));
}

}  // namespace
}  // namespace instante::notification
