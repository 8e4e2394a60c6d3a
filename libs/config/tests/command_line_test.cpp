#include <gmock/gmock.h>

#include "config/table.hpp"
#include "config/tests/fixture.hpp"

namespace instante::config {
namespace {

using testing::HasSubstr;
using testing::Not;

class CommandLineTest : public LoadTest {
protected:
    CommandLineTest() {
        program.commands = {
            {"bus dead list", "List dead letters", {{"queue", "The queue"}}, {{"limit", "At most", "N"}}},
            {"bus dead replay",
             "Put them back",
             {{"queue", "The queue"}, {"id", "Which", false, true}},
             {{"dry-run", "Only say what would be done"}}},
        };
    }

    Exit exited(std::vector<std::string> arguments) const {
        const auto outcome = load_with(std::move(arguments));
        const auto* exit = std::get_if<Exit>(&outcome);
        EXPECT_NE(exit, nullptr);
        return exit == nullptr ? Exit{} : *exit;
    }
};

TEST_F(CommandLineTest, WithoutACommandItPrintsHelpAndFails) {
    const auto exit = exited({});
    EXPECT_EQ(exit.status, 2);
    EXPECT_THAT(exit.text, HasSubstr("serve"));
    EXPECT_THAT(refused({"config"}), HasSubstr("subcommand"));
    EXPECT_THAT(refused({"bus", "dead"}), HasSubstr("subcommand"));
}

TEST_F(CommandLineTest, HelpAndVersionSucceed) {
    EXPECT_EQ(exited({"--help"}).status, 0);
    EXPECT_EQ(exited({"version"}), (Exit{0, "instante 0.1.0 (commit abc)\n"}));
    EXPECT_EQ(exited({"--version"}), (Exit{0, "instante 0.1.0 (commit abc)\n"}));
}

TEST_F(CommandLineTest, HelpOfServeNamesEverySettingAndItsDefault) {
    const auto exit = exited({"serve", "--help"});
    EXPECT_EQ(exit.status, 0);
    for (const auto& setting : table()) EXPECT_THAT(exit.text, HasSubstr("--" + std::string{setting.name}));
    EXPECT_THAT(exit.text, HasSubstr("[127.0.0.1:8080]"));
    EXPECT_THAT(exit.text, HasSubstr("[30MiB]"));
    EXPECT_THAT(exit.text, HasSubstr("for tests only"));
    EXPECT_THAT(exit.text, HasSubstr("--listen HOST:PORT "));
}

TEST_F(CommandLineTest, AGroupOfCommandsNamesThem) {
    EXPECT_THAT(exited({"--help"}).text, testing::ContainsRegex("config +check\n"));
    EXPECT_THAT(exited({"bus", "--help"}).text, testing::ContainsRegex("dead +list, replay\n"));
}

TEST_F(CommandLineTest, ACommandHasItsOwnArgumentsAndOptionsBesideTheSettings) {
    const auto invocation = loaded({"bus", "dead", "replay", "token", "a", "b", "--dry-run", "--data", "/srv"});
    EXPECT_EQ(invocation.command, "bus dead replay");
    EXPECT_EQ(invocation.given.at("queue"), std::vector<std::string>{"token"});
    EXPECT_EQ(invocation.given.at("id"), (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(invocation.given.contains("dry-run"));
    EXPECT_EQ(invocation.settings.data, "/srv");
    const auto list = loaded({"bus", "dead", "list", "token", "--limit", "5"});
    EXPECT_EQ(list.given.at("limit"), std::vector<std::string>{"5"});
    EXPECT_FALSE(list.given.contains("dry-run"));
    EXPECT_FALSE(loaded({"bus", "dead", "replay", "token"}).given.contains("id"));
}

TEST_F(CommandLineTest, WhatIsUnknownOrMissingIsNamed) {
    EXPECT_THAT(refused({"serve", "--lisen", "127.0.0.1:1"}), HasSubstr("--lisen"));
    EXPECT_THAT(refused({"serve", "now"}), HasSubstr("now"));
    EXPECT_THAT(refused({"sevre"}), HasSubstr("sevre"));
    EXPECT_THAT(refused({"serve", "--listen"}), HasSubstr("--listen: 1 required HOST:PORT missing"));
    EXPECT_THAT(refused({"bus", "dead", "list"}), HasSubstr("queue"));
    EXPECT_THAT(refused({"bus", "dead", "list", "token", "extra"}), HasSubstr("extra"));
    EXPECT_THAT(refused({"version", "--data", "x"}), HasSubstr("--data"));
}

TEST_F(CommandLineTest, AListTakesOneItemForEachFlag) {
    const auto settings = loaded({"serve", "--cors-origin", "https://a", "--cors-origin=https://b,https://c"}).settings;
    EXPECT_EQ(settings.cors_origins, (std::vector<std::string>{"https://a", "https://b", "https://c"}));
    EXPECT_THAT(refused({"serve", "--cors-origin", "https://a", "https://b"}), HasSubstr("https://b"));
}

TEST_F(CommandLineTest, AFlagGivenTwiceIsRefused) {
    EXPECT_THAT(refused({"serve", "--log-level", "info", "--log-level", "warn"}),
                HasSubstr("log-level (--log-level): it is given more than once"));
}

TEST_F(CommandLineTest, ASwitchTakesNoValue) {
    EXPECT_TRUE(loaded({"serve", "--ephemeral"}).settings.ephemeral);
    EXPECT_THAT(refused({"serve", "--ephemeral", "off"}), HasSubstr("off"));
}

}  // namespace
}  // namespace instante::config
