#include "telemetry/log.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cmath>
#include <limits>

#include "core/time.hpp"

namespace instante::telemetry {
namespace {

using UserId = core::Id<struct UserTag>;

class LogTest : public testing::Test {
protected:
    boost::json::object only_line() {
        const auto lines = sink->lines();
        EXPECT_EQ(lines.size(), 1u);
        if (lines.empty()) return {};
        EXPECT_EQ(lines.front().find('\n'), std::string::npos);
        return boost::json::parse(lines.front()).as_object();
    }

    std::shared_ptr<MemorySink> sink = std::make_shared<MemorySink>();
    Log log{sink, "publication"};
};

TEST_F(LogTest, ALineSaysWhenHowGraveWhoAndWhat) {
    log.info("uploaded",
             {{"publication", UserId{7}}, {"ms", 12}, {"bytes", 3u}, {"ratio", 0.5}, {"first", true}, {"name", "ana"}});
    const auto line = only_line();
    EXPECT_TRUE(core::parse_rfc3339(std::string{line.at("time").as_string()}));
    EXPECT_EQ(line.at("level"), "info");
    EXPECT_EQ(line.at("service"), "publication");
    EXPECT_EQ(line.at("message"), "uploaded");
    EXPECT_EQ(line.at("publication"), "7");
    EXPECT_EQ(line.at("ms"), 12);
    EXPECT_EQ(line.at("bytes"), 3);
    EXPECT_EQ(line.at("ratio"), 0.5);
    EXPECT_EQ(line.at("first"), true);
    EXPECT_EQ(line.at("name"), "ana");
    EXPECT_FALSE(line.contains("request_id"));
    EXPECT_FALSE(line.contains("trace_id"));
}

TEST_F(LogTest, ALineOfARequestNamesIt) {
    const core::Trace trace{"req-1", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"};
    log.with(trace).as("notification").warn("slow");
    const auto line = only_line();
    EXPECT_EQ(line.at("service"), "notification");
    EXPECT_EQ(line.at("request_id"), "req-1");
    EXPECT_EQ(line.at("trace_id"), "0af7651916cd43dd8448eb211c80319c");
}

TEST_F(LogTest, WhatIsLoggedCannotEndTheLineOrAddAMember) {
    const std::string evil = "a\"}\n{\"level\":\"error\",\"x\":\"\r\x01\x7f\xff";
    log.with({evil, evil}).info(evil, {{"text", evil}});
    const auto line = only_line();
    EXPECT_EQ(line.at("level"), "info");
    EXPECT_FALSE(line.contains("x"));
    EXPECT_FALSE(line.contains("trace_id"));
    EXPECT_TRUE(std::string_view{line.at("text").as_string()}.starts_with("a\"}\n{\"level\""));
}

TEST_F(LogTest, ALongTextIsCut) {
    const std::string text(1u << 20, 'x');
    log.info(text, {{"text", text}});
    EXPECT_LT(sink->lines().front().size(), 5000u);
    only_line();
}

TEST_F(LogTest, NumbersThatJsonDoesNotKnowStillMakeALine) {
    log.info("odd", {{"nan", std::nan("")}, {"inf", std::numeric_limits<double>::infinity()}});
    only_line();
}

TEST_F(LogTest, AFailureShowsItsCodeCauseAndPlace) {
    const auto cause = core::Error{core::engine_away, "disk full"};
    log.error("lost", core::Error{core::internal, "commit"}.caused_by(cause), {{"queue", "token"}});
    const auto line = only_line();
    EXPECT_EQ(line.at("code"), "internal");
    EXPECT_EQ(line.at("cause"), "commit; engine-away: disk full");
    EXPECT_NE(std::string_view{line.at("place").as_string()}.find("log_test.cpp:"), std::string_view::npos);
    EXPECT_EQ(line.at("queue"), "token");
}

TEST_F(LogTest, LinesBelowTheLevelAreNotWrittenAndTheLevelCanChange) {
    sink->set_level(Level::warn);
    EXPECT_FALSE(log.enabled(Level::info));
    log.debug("a");
    log.info("b");
    log.warn("c");
    sink->set_level(Level::off);
    log.error("d");
    sink->set_level(Level::debug);
    log.debug("e");
    const auto lines = sink->lines();
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_NE(lines[0].find("\"c\""), std::string::npos);
    EXPECT_NE(lines[1].find("\"e\""), std::string::npos);
}

TEST_F(LogTest, MemoryKeepsTheNewestLines) {
    MemorySink few{Level::debug, 2};
    for (const auto* line : {"1", "2", "3"}) few.write(Level::info, line);
    EXPECT_EQ(few.lines(), (std::vector<std::string>{"2", "3"}));
}

TEST(LogLevel, IsReadByItsNameOnly) {
    for (const auto level : {Level::debug, Level::info, Level::warn, Level::error, Level::off})
        EXPECT_EQ(parse_level(to_string(level)), level);
    EXPECT_EQ(parse_level("INFO"), std::nullopt);
    EXPECT_EQ(parse_level(""), std::nullopt);
}

}  // namespace
}  // namespace instante::telemetry
