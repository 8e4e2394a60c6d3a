#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <fstream>
#include <sstream>

#include "async/one_shot.hpp"
#include "async/run.hpp"
#include "bus/adapters.hpp"
#include "json/writer.hpp"
#include "publication/inbound/messages/parse.hpp"
#include "publication/outbound/messages/announcer.hpp"
#include "publication/outbound/messages/message_neighbours.hpp"
#include "publication/outbound/messages/wire.hpp"
#include "publication/tests/support/stories.hpp"

namespace instante::publication::testing {
namespace {

/// What both sides of a queue have agreed on.
std::string example(const std::string& name) {
    std::ifstream file{std::string{INSTANTE_SOURCE_DIR} + "/contracts/messages/examples/" + name + ".json"};
    std::stringstream content;
    content << file.rdbuf();
    return content.str();
}

boost::json::value parsed(const std::string& json) {
    return boost::json::parse(json);
}

PublicationCreated example_publication(const std::string& suffix = "") {
    return parse_publication_create(example("publication.create.v1" + suffix)).value();
}

TEST(Messages, APublicationIsReadAsTheContractSays) {
    const auto created = example_publication();
    EXPECT_EQ(to_string(created.publication.id), "607847866605929472");
    EXPECT_EQ(created.publication.owner, created.owner.id);
    EXPECT_EQ(created.owner.username, "ana.lima");
    EXPECT_EQ(created.owner.version, 4u);
    EXPECT_EQ(created.owner.image, "u/573576503464723456/602651022590379008-78bfe0083cde27fc.jpg");
    ASSERT_GE(created.publication.images.size(), 1u);
    const auto& image = created.publication.images[0];
    EXPECT_EQ(image.width_px, 4032u);
    EXPECT_EQ(image.alt, "A ridge above the clouds at sunset");
    ASSERT_EQ(image.renditions.size(), 8u);
    EXPECT_EQ(image.renditions[0].size.count, 214530u);
    EXPECT_TRUE(check(created.publication));
    EXPECT_TRUE(check(example_publication(".bare").publication));
    EXPECT_EQ(example_publication(".bare").owner.image, "");
}

TEST(Messages, WhatIsAnnouncedIsWhatTheContractSays) {
    const core::FixedClock clock{noon};
    const Announcer announce{clock};
    for (const auto* suffix : {"", ".bare"}) {
        const auto created = example_publication(suffix);
        const auto told = announce(created);
        ASSERT_EQ(told.size(), 2u);
        EXPECT_EQ(told[0].address.name, "notification");
        EXPECT_EQ(told[0].message.type, "notification.create.v1");
        EXPECT_EQ(parsed(told[0].message.body), parsed(example(std::string{"notification.create.v1"} + suffix)));
        EXPECT_EQ(told[1].address.name, "publication.created");
        EXPECT_EQ(told[1].message.type, "publication.created.v1");
        EXPECT_EQ(parsed(told[1].message.body), parsed(example(std::string{"publication.created.v1"} + suffix)));
        EXPECT_EQ(told[1].message.timestamp, noon);
    }
    const auto publication = example_publication(".bare").publication;
    const auto deleted = announce(PublicationDeleted{publication.id, publication.owner, 2, media_keys(publication), {}});
    EXPECT_EQ(parsed(deleted.at(0).message.body), parsed(example("publication.deleted.v1")));
    const auto purged = announce(PersonPurged{example_publication().owner.id});
    EXPECT_EQ(purged.at(0).address.name, "user.purged");
    EXPECT_EQ(parsed(purged.at(0).message.body), parsed(example("user.purged.v1")));
    const UserId judged{576838434875147264};
    const auto disabled = announce(PersonJudged{judged, true, core::parse_rfc3339("2026-04-20T09:59:59.120Z").value()});
    EXPECT_EQ(disabled.at(0).message.type, "user.disable.v1");
    EXPECT_EQ(parsed(disabled.at(0).message.body), parsed(example("user.disable.v1")));
    const auto enabled = announce(PersonJudged{judged, false, core::parse_rfc3339("2026-04-20T10:12:31.004Z").value()});
    EXPECT_EQ(parsed(enabled.at(0).message.body), parsed(example("user.disable.v1.enable")));
    EXPECT_NE(enabled.at(0).message.id, disabled.at(0).message.id);
}

TEST(Messages, TheSameFactIsToldUnderTheSameIdAndAnotherUnderAnother) {
    const core::FixedClock clock{noon};
    const Announcer announce{clock};
    const auto first = announce(created(1, ana));
    const auto again = announce(created(1, ana));
    EXPECT_EQ(first[0].message.id, again[0].message.id);
    EXPECT_NE(first[0].message.id, announce(created(2, ana))[0].message.id);
    const auto second = edited(publication(1, ana), "2");
    EXPECT_NE(announce(PublicationUpdated{second, {}})[0].message.id,
              announce(PublicationUpdated{edited(second, "3"), {}})[0].message.id);
}

TEST(Messages, ANotificationsTextIsCutBetweenCharacters) {
    std::string text;
    for (int i = 0; i < 120; ++i) text += "é";
    const core::FixedClock clock{noon};
    const auto body = parsed(Announcer{clock}(created(1, ana, text))[0].message.body);
    EXPECT_EQ(body.at("text").as_string().size(), 200u) << "100 characters of two bytes";
}

TEST(Messages, ATraceGoesOnWithWhatIsAnnounced) {
    auto event = created(1, ana);
    event.trace = {"request-7", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"};
    const core::FixedClock clock{noon};
    for (const auto& outgoing : Announcer{clock}(event)) EXPECT_EQ(outgoing.message.trace.request_id, "request-7");
}

TEST(Messages, PeopleAndEdgesAreReadAsTheContractSays) {
    const auto user = parse_user_event(example("user.created.v1")).value();
    EXPECT_FALSE(user.username.empty());
    EXPECT_FALSE(user.gone());
    EXPECT_TRUE(parse_user_event(example("user.updated.v1")));
    EXPECT_EQ(parse_user_gone(example("user.disabled.v1"), PersonState::disabled).value().state, PersonState::disabled);
    const auto deleted = parse_user_gone(example("user.deleted.v1"), PersonState::deleted).value();
    EXPECT_TRUE(deleted.gone());
    EXPECT_GT(deleted.version, 0u);
    EXPECT_TRUE(deleted.username.empty());
    EXPECT_TRUE(parse_follow_event(example("follow.created.v1")).value().active);
    EXPECT_FALSE(parse_follow_event(example("follow.deleted.v1")).value().active);
}

TEST(Messages, PagesOfPeopleAndEdgesSayWhereTheyGoOn) {
    const auto page = parse_user_data(example("user.data.v1.page")).value();
    ASSERT_FALSE(page.people.empty());
    EXPECT_EQ(page.people[0].image, "u/573576503464723456/602651022590379008-78bfe0083cde27fc.jpg");
    EXPECT_TRUE(page.next);
    EXPECT_FALSE(parse_user_data(example("user.data.v1.last")).value().next);
    EXPECT_TRUE(parse_user_data(example("user.data.v1.none")).value().people.empty());
    EXPECT_FALSE(parse_follows_data(example("follows.data.v1")).value().follows.empty());
    EXPECT_FALSE(parse_follows_data(example("follows.data.v1")).value().next.empty());
    EXPECT_EQ(parse_follows_data(example("follows.data.v1.last")).value().next, "");
}

TEST(Messages, WhatCannotBeReadIsRefusedWithEveryReason) {
    EXPECT_EQ(parse_publication_create("{").error().code(), core::malformed);
    const auto error =
        parse_publication_create(
            R"({"id":"x","owner":{"id":"1","username":"a","name":"b","version":-1},"images":[{}],"created_at":"now"})")
            .error();
    EXPECT_EQ(error.code(), core::invalid_fields);
    std::vector<std::string> names;
    for (const auto& field : error.fields()) names.push_back(field.field);
    EXPECT_THAT(names, ::testing::IsSupersetOf({"id", "owner.version", "images[0].id", "images[0].renditions", "created_at"}));
    EXPECT_FALSE(parse_user_event("{}"));
    EXPECT_FALSE(parse_follow_event("{}"));
    std::string many = R"({"ids":["1")";
    for (int i = 0; i < 1000; ++i) many += R"(,"1")";
    EXPECT_FALSE(parse_publication_request(many + "]}"));
    EXPECT_FALSE(parse_publication_request(example("publication.request.v1")).value().empty());
}

/// What was sent to `queue`.
Task<bus::Message> next_message(bus::Bus& bus, std::string queue) {
    auto loop = co_await async::this_loop();
    async::OneShot<bus::Message> came;
    bus::Handler handler = [came](bus::Message message) -> Task<Result<void>> {
        came.set(std::move(message));
        co_return Result<void>{};
    };
    auto consumer = bus.consume(std::move(queue), 1, loop, handler);
    auto message = co_await came.wait();
    co_await consumer->stop();
    co_return message;
}

TEST(Messages, NeighboursAreAskedAsTheContractSays) {
    const core::FixedClock clock{noon};
    core::IdGenerator ids{clock, 1};
    const auto bus = bus::make_memory_bus(clock);
    const auto neighbours = make_message_neighbours(*bus, ids, clock);

    async::run(neighbours->ask_people(std::nullopt)).value();
    auto asked = async::run(next_message(*bus, "user"));
    EXPECT_EQ(asked.type, "user.request.v1");
    EXPECT_EQ(asked.reply_to, "user-data.publication");
    EXPECT_EQ(asked.body, R"({"after":null,"limit":1000})");
    async::run(neighbours->ask_people(ana)).value();
    EXPECT_EQ(async::run(next_message(*bus, "user")).body, R"({"after":"101","limit":1000})");

    async::run(neighbours->ask_follows("")).value();
    asked = async::run(next_message(*bus, "follows"));
    EXPECT_EQ(asked.reply_to, "follows-data.publication");
    EXPECT_EQ(asked.body, R"({"cursor":null,"limit":1000})");
    async::run(neighbours->ask_follows(R"("abc")")).value();
    EXPECT_EQ(async::run(next_message(*bus, "follows")).body, R"({"cursor":"abc","limit":1000})");

    async::run(neighbours->answer({"publication-data.test", "request-1", {}}, {publication(1, ana)})).value();
    const auto answer = async::run(next_message(*bus, "publication-data.test"));
    EXPECT_EQ(answer.type, "publication.data.v1");
    EXPECT_EQ(answer.correlation_id, "request-1");
    EXPECT_EQ(parsed(answer.body).at("publications").as_array().size(), 1u);
}

}  // namespace
}  // namespace instante::publication::testing
