#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "publication/inbound/http/report_routes.hpp"
#include "publication/tests/support/engine.hpp"
#include "publication/tests/support/world.hpp"

namespace instante::publication::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class ReportHttpTest : public ::testing::Test {
protected:
    ReportHttpTest() {
        add_report_routes(world_.router, file_report_, world_.access);
        async::run(engine_->stores().people->keep({person(ana), person(bruno)})).value();
        async::run(engine_->stores().publications->add(created(1, ana))).value();
    }
    http::Response post(std::string_view content, UserId caller = bruno) {
        return world_.call(http::Method::post, "/report", caller, content);
    }
    static boost::json::value parsed(http::Response response) { return boost::json::parse(http::testing::content_of(response)); }
    std::vector<std::string> bad_fields(std::string_view content) {
        auto response = post(content);
        EXPECT_EQ(response.status, 422);
        std::vector<std::string> all;
        const auto problem = parsed(std::move(response));
        for (const auto& field : problem.at("errors").as_array())
            all.push_back(std::string{field.at("field").as_string()} + ' ' + std::string{field.at("code").as_string()});
        return all;
    }

    World world_;
    std::unique_ptr<Engine> engine_ = make_memory_engine();
    Stores& stores_ = engine_->stores();
    core::IdGenerator ids_{world_.clock, 1};
    FileReport file_report_{{*stores_.reports, *stores_.publications, *stores_.people, ids_, world_.clock}};
};

TEST_F(ReportHttpTest, AReportIsAnsweredAsTheContractSaysAndAgainWhenItIsRepeated) {
    auto first = post(R"({"publication":"1","reason":"self_harm","text":"Please look"})");
    EXPECT_EQ(first.status, 201);
    const auto report = http::testing::content_of(first);
    EXPECT_THAT(report, ::testing::MatchesRegex(R"(\{"id":"[0-9]+","publication":"1","user":null,"reason":"self_harm",)"
                                                R"("text":"Please look","created_at":"2026-11-24T12:00:00.000Z"\})"));
    auto again = post(R"({"publication":"1","reason":"spam"})");
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(http::testing::content_of(again), report);
}

TEST_F(ReportHttpTest, APersonIsReportedByIdOrUsername) {
    const auto report = parsed(post(R"({"user":"user_101","reason":"spam","publication":null})"));
    EXPECT_EQ(report.at("user").as_string(), "101");
    EXPECT_TRUE(report.at("publication").is_null());
    EXPECT_EQ(report.at("text").as_string(), "");
    EXPECT_EQ(post(R"({"user":"101","reason":"spam"})").status, 200);
}

TEST_F(ReportHttpTest, WhoIsNotSignedInReportsNothing) {
    EXPECT_EQ(post(R"({"publication":"1","reason":"spam"})", {}).status, 401);
}

TEST_F(ReportHttpTest, EveryBadFieldIsTold) {
    auto wrong = post(R"({"publication":"1","reason":"dull"})");
    EXPECT_THAT(bad_fields("{}"), UnorderedElementsAre("publication missing", "reason missing"));
    EXPECT_THAT(bad_fields(R"({"publication":"1","user":"ana","reason":"spam"})"), ElementsAre("publication too-many"));
    EXPECT_THAT(bad_fields(R"({"publication":"x","reason":"dull"})"),
                UnorderedElementsAre("publication not-an-id", "reason unknown"));
    EXPECT_THAT(http::testing::content_of(wrong), ::testing::HasSubstr(R"("message":"One of spam, nudity, )"));
    EXPECT_THAT(bad_fields(R"({"user":7,"reason":7,"text":7})"),
                UnorderedElementsAre("user not-a-string", "reason not-a-string", "text not-a-string"));
    const std::string long_text = R"({"user":"ana","reason":"spam","text":")" + std::string(1001, 'x') + R"("})";
    EXPECT_THAT(bad_fields(long_text), ElementsAre("text too-long"));
    const std::string fits = R"({"user":"user_101","reason":"spam","text":")" + std::string(1000, 'x') + R"("})";
    EXPECT_EQ(post(fits).status, 201);
}

TEST_F(ReportHttpTest, WhatIsNotThereAndWhatIsOnesOwnIsNotReported) {
    EXPECT_EQ(post(R"({"publication":"7","reason":"spam"})").status, 404);
    EXPECT_EQ(post(R"({"user":"nobody","reason":"spam"})").status, 404);
    EXPECT_EQ(post(R"({"publication":"1","reason":"spam"})", ana).status, 422);
    EXPECT_EQ(post(R"({"user":"101","reason":"spam"})", ana).status, 422);
}

}  // namespace
}  // namespace instante::publication::testing
