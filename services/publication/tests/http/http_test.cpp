#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "publication/inbound/http/routes.hpp"
#include "publication/tests/support/engine.hpp"
#include "publication/tests/support/world.hpp"

namespace instante::publication::testing {
namespace {

using http::Method;
using http::testing::content_of;
using http::testing::header_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

boost::json::value parsed(http::Response response) {
    return boost::json::parse(content_of(response));
}

std::string text_of(const boost::json::value& value) {
    return std::string{value.as_string()};
}

class HttpTest : public ::testing::Test {
protected:
    HttpTest() {
        handlers_.add_routes(world_.router);
        async::run(engine_->stores().people->keep({person(ana), person(bruno)})).value();
        async::run(engine_->stores().people->keep_follows({follow(bruno, ana)})).value();
    }
    void publish(std::uint64_t id, UserId owner, std::string text = "text") {
        async::run(engine_->stores().publications->add(created(id, owner, std::move(text)))).value();
    }
    std::vector<std::string> ids(const boost::json::value& list) {
        std::vector<std::string> all;
        for (const auto& item : list.at("items").as_array()) all.push_back(text_of(item.at("id")));
        return all;
    }
    std::vector<std::string> bad_fields(http::Response response) {
        std::vector<std::string> all;
        const auto problem = parsed(std::move(response));
        for (const auto& field : problem.at("errors").as_array()) all.push_back(text_of(field.at("field")));
        return all;
    }

    World world_;
    std::unique_ptr<Engine> engine_ = make_memory_engine();
    Stores& stores_ = engine_->stores();
    core::IdGenerator ids_{world_.clock, 1};
    blob::Urls urls_{"https://cdn.test", ""};
    ListNewest list_newest_{*stores_.publications};
    ListOfUser list_of_user_{*stores_.publications, *stores_.people};
    ReadFeed read_feed_{*stores_.timelines};
    ReadPublication read_publication_{*stores_.publications};
    ReadContent read_content_{*stores_.publications, *stores_.people};
    Edit edit_{*stores_.publications, world_.clock};
    Remove remove_{*stores_.publications, *stores_.reports};
    RemoveAll remove_all_{*stores_.removals, *stores_.people, ids_, [] {}};
    PublicationView view_{read_content_, urls_, world_.metrics};
    HttpHandlers handlers_{
        {list_newest_, list_of_user_, read_feed_, read_publication_, edit_, remove_, remove_all_}, view_, world_.access};
};

TEST_F(HttpTest, APublicationIsShownAsTheContractSays) {
    publish(1, ana, "Café \"com\"\n🌞");
    auto response = world_.get("/publication/1");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(header_of(response, "ETag"), "\"1-1-1\"");
    EXPECT_EQ(header_of(response, "Cache-Control"), "private, no-cache");
    const auto shown = parsed(std::move(response));
    EXPECT_EQ(
        boost::json::serialize(shown.at("owner")),
        R"({"id":"101","username":"user_101","name":"Name of 101","image":{"renditions":[{"name":"150","format":"jpeg","url":"https://cdn.test/u/101/1-0.jpg"}]}})");
    EXPECT_EQ(text_of(shown.at("text")), "Café \"com\"\n🌞");
    EXPECT_EQ(text_of(shown.at("created_at")), "2026-11-24T12:00:00.001Z");
    EXPECT_TRUE(shown.at("edited_at").is_null());
    EXPECT_EQ(shown.at("likes_count").as_int64(), 0);
    EXPECT_EQ(boost::json::serialize(shown.at("viewer")), R"({"liked":false,"saved":false})");
    const auto& image = shown.at("images").at(0);
    EXPECT_EQ(image.at("width").as_int64(), 4000);
    EXPECT_EQ(image.at("renditions").as_array().size(), 8u);
    EXPECT_EQ(
        boost::json::serialize(image.at("renditions").at(0)),
        R"({"name":"1080","format":"jpeg","width":640,"height":480,"bytes":12345,"url":"https://cdn.test/p/1/11-1080.jpg"})");
    EXPECT_EQ(shown.as_object().size(), 9u) << "nothing else";
}

TEST_F(HttpTest, WhoHasItAlreadyIsToldSoUntilItOrItsOwnerChanges) {
    publish(1, ana);
    auto asked = http::testing::get("/publication/1", {{"If-None-Match", "\"1-1-1\""}});
    auto response = async::run(world_.router.dispatch(std::move(asked)));
    EXPECT_EQ(response.status, 304);
    EXPECT_EQ(content_of(response), "");
    async::run(stores_.people->keep({person(ana, 2)})).value();
    asked = http::testing::get("/publication/1", {{"If-None-Match", "\"1-1-1\""}});
    EXPECT_EQ(async::run(world_.router.dispatch(std::move(asked))).status, 200);
}

TEST_F(HttpTest, WhatIsNotThereIsNotFound) {
    for (const auto* target : {"/publication/1", "/publication/0", "/publication/x", "/publication/9223372036854775808",
                               "/publication/user/nobody", "/publication/user/999"})
        EXPECT_EQ(world_.get(target).status, 404) << target;
}

TEST_F(HttpTest, ListsArePagedByCursors) {
    for (std::uint64_t id = 1; id <= 5; ++id) publish(id, ana);
    publish(6, bruno);
    for (const auto* path : {"/publications", "/publication"}) {
        auto response = world_.get(std::string{path} + "?limit=4");
        EXPECT_THAT(header_of(response, "Link"), HasSubstr("rel=\"next\""));
        const auto first = parsed(std::move(response));
        EXPECT_THAT(ids(first), ElementsAre("6", "5", "4", "3"));
        const auto second = parsed(world_.get(std::string{path} + "?limit=4&cursor=" + text_of(first.at("next"))));
        EXPECT_THAT(ids(second), ElementsAre("2", "1"));
        EXPECT_TRUE(second.at("next").is_null());
    }
    EXPECT_THAT(ids(parsed(world_.get("/publication/user/101"))), ElementsAre("5", "4", "3", "2", "1"));
    EXPECT_THAT(ids(parsed(world_.get("/publication/user/user_102"))), ElementsAre("6"));
    EXPECT_THAT(ids(parsed(world_.get("/publication/user/103", clara))), IsEmpty());
    EXPECT_THAT(ids(parsed(world_.get("/feed", bruno))), ElementsAre("6", "5", "4", "3", "2", "1"));
    EXPECT_THAT(ids(parsed(world_.get("/feed?limit=2", ana))), ElementsAre("5", "4"));
}

TEST_F(HttpTest, PagesThatCannotBeAreRefused) {
    for (const auto* path : {"/feed", "/publications", "/publication/user/101"}) {
        EXPECT_EQ(world_.get(std::string{path} + "?limit=0", ana).status, 422) << path;
        EXPECT_EQ(world_.get(std::string{path} + "?limit=101", ana).status, 422) << path;
        EXPECT_EQ(world_.get(std::string{path} + "?cursor=!", ana).status, 400) << path;
        EXPECT_EQ(world_.get(std::string{path} + "?cursor=eA", ana).status, 400) << path;
    }
}

TEST_F(HttpTest, OnlyWhoIsSignedInReadsAFeedOrChangesAnything) {
    publish(1, ana);
    EXPECT_EQ(world_.get("/feed").status, 401);
    EXPECT_EQ(world_.call(Method::patch, "/publication/1", {}, "{}").status, 401);
    EXPECT_EQ(world_.call(Method::delete_, "/publication/1").status, 401);
    EXPECT_EQ(world_.call(Method::delete_, "/publication/user/101").status, 401);
    for (const auto* target : {"/publications", "/publication/1", "/publication/user/101"}) {
        auto request = http::testing::get(target, {{"Authorization", "Bearer nonsense"}});
        EXPECT_EQ(async::run(world_.router.dispatch(std::move(request))).status, 401) << "also where nobody need be: " << target;
    }
    EXPECT_EQ(world_.call(Method::delete_, "/feed", ana).status, 405);
}

TEST_F(HttpTest, AnEditAnswersWithTheWholePublicationAndShowsEverywhere) {
    publish(1, ana);
    world_.get("/feed", bruno);  // so that the old version is at hand
    const auto* change = R"({"text":"new","images":[{"_id":"11","alt":"a cup"}]})";
    const auto edited = parsed(world_.call(Method::patch, "/publication/1", ana, change));
    EXPECT_EQ(text_of(edited.at("text")), "new");
    EXPECT_EQ(text_of(edited.at("images").at(0).at("alt")), "a cup");
    EXPECT_EQ(text_of(edited.at("edited_at")), "2026-11-24T12:00:00.000Z");
    EXPECT_EQ(parsed(world_.get("/publication/1")), edited);
    EXPECT_EQ(parsed(world_.get("/feed", bruno)).at("items").at(0), edited);
    EXPECT_EQ(world_.call(Method::patch, "/publication/1", bruno, change).status, 403);
    EXPECT_EQ(world_.call(Method::patch, "/publication/2", ana, change).status, 404);
    EXPECT_EQ(world_.call(Method::patch, "/publication/1", ana, "{").status, 400);
}

TEST_F(HttpTest, EveryBadFieldOfAnEditIsTold) {
    publish(1, ana);
    const std::string long_text(text_limit + 1, 'x');
    EXPECT_THAT(bad_fields(world_.call(
                    Method::patch, "/publication/1", ana,
                    R"({"text":")" + long_text + R"(","images":[{"id":"11","alt":7},{"id":"x","alt":")" + long_text + R"("}]})")),
                ::testing::UnorderedElementsAre("text", "images[0].alt", "images[1].id", "images[1].alt"));
    EXPECT_THAT(bad_fields(world_.call(Method::patch, "/publication/1", ana, R"({"images":[{"id":"1","alt":"x"}]})")),
                ElementsAre("images[0].id"));
    EXPECT_THAT(bad_fields(world_.call(Method::patch, "/publication/1", ana, R"({"images":3})")), ElementsAre("images"));
    EXPECT_THAT(bad_fields(world_.call(Method::patch, "/publication/1", ana, R"({"text":7})")), ElementsAre("text"));
    std::string many;
    for (int i = 0; i < 11; ++i) many += (i == 0 ? "" : ",") + std::string{R"({"id":"11","alt":"x"})"};
    EXPECT_THAT(bad_fields(world_.call(Method::patch, "/publication/1", ana, R"({"images":[)" + many + "]}")),
                ElementsAre("images"));
}

TEST_F(HttpTest, TheLongestTextThereMayBeIsTaken) {
    publish(1, ana);
    std::string text;
    for (std::size_t i = 0; i < text_limit; ++i) text += "\\ud83c\\udf1e";
    EXPECT_EQ(world_.call(Method::patch, "/publication/1", ana, R"({"text":")" + text + R"("})").status, 200);
}

TEST_F(HttpTest, WhatIsDeletedIsGoneEverywhere) {
    publish(1, ana);
    publish(2, ana);
    EXPECT_EQ(world_.call(Method::delete_, "/publication/1", bruno).status, 403);
    EXPECT_EQ(world_.call(Method::delete_, "/publication/1", ana).status, 202);
    EXPECT_EQ(world_.call(Method::delete_, "/publication/1", ana).status, 404);
    EXPECT_EQ(world_.get("/publication/1").status, 404);
    EXPECT_THAT(ids(parsed(world_.get("/feed", bruno))), ElementsAre("2"));
    EXPECT_EQ(world_.call(Method::delete_, "/publication/user/101", bruno).status, 403);
    EXPECT_EQ(world_.call(Method::delete_, "/publication/user/nobody", bruno).status, 404);
    EXPECT_EQ(world_.call(Method::delete_, "/publication/user/user_101", ana).status, 202);
    EXPECT_THAT(ids(parsed(world_.get("/feed", bruno))), IsEmpty());
}

TEST_F(HttpTest, AnOwnersNewNameShowsAtOnce) {
    publish(1, ana);
    world_.get("/feed", bruno);
    auto renamed = person(ana, 2);
    renamed.name = "Another";
    renamed.image.clear();
    async::run(stores_.people->keep({renamed})).value();
    const auto feed = parsed(world_.get("/feed", bruno));
    EXPECT_EQ(text_of(feed.at("items").at(0).at("owner").at("name")), "Another");
    EXPECT_TRUE(feed.at("items").at(0).at("owner").at("image").is_null());
}

TEST_F(HttpTest, WhatIsDeletedBetweenListAndContentIsLeftOut) {
    publish(1, ana);
    publish(2, ana);
    const std::vector<Listed> listed{{PublicationId{3}, ana, 1, 1},
                                     {PublicationId{2}, ana, 1, 1},
                                     {PublicationId{4}, davi, 1, 1},
                                     {PublicationId{1}, ana, 1, 1}};
    const auto list = boost::json::parse("{\"items\":[" + async::run(view_.items(listed)).value() + "]}");
    EXPECT_THAT(ids(list), ElementsAre("2", "1"));
    EXPECT_EQ(async::run(view_.one(listed[0])).error().code(), core::not_found);
}

}  // namespace
}  // namespace instante::publication::testing
