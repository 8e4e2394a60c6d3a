#include "host/command_socket.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "async/loops.hpp"
#include "async/run.hpp"

namespace instante::host {
namespace {

Task<Result<std::string>> greet(Given given) {
    const auto names = given.find("name");
    if (names == given.end()) co_return core::Error{core::invalid_fields}.with_fields({{"name", "missing", "Say whom"}});
    std::string text;
    for (const auto& name : names->second) text += "hello " + name + "\n";
    co_return text;
}

Task<Result<std::string>> fail(Given) {
    co_return core::Error{core::engine_away, "the disk is full"};
}

struct CommandSocketTest : testing::Test {
    std::filesystem::path path = std::filesystem::path{testing::TempDir()} / ("instante-" + std::to_string(::getpid()) + ".sock");
    std::vector<Command> commands{{"greet", greet}, {"fail", fail}};
    async::Loops loops{1};
    telemetry::Log log{std::make_shared<telemetry::MemorySink>(), "test"};
    std::unique_ptr<CommandSocket> socket;

    void SetUp() override {
        auto listening = CommandSocket::listen(path, commands, loops.at(0), log);
        ASSERT_TRUE(listening) << listening.error().note();
        socket = std::move(*listening);
        loops.run(0, start());
    }
    void TearDown() override {
        if (socket) loops.run(0, socket->stop());
        loops.stop();
    }
    Task<void> start() {
        socket->start();
        co_return;
    }
};

TEST_F(CommandSocketTest, RunsACommandWithWhatWasGivenAndAnswersItsText) {
    auto answer = send_command(path, "greet", {{"name", {"Ana", "line\nfeed \"quoted\""}}});
    ASSERT_TRUE(answer) << answer.error().note();
    EXPECT_EQ(answer->status, 0);
    EXPECT_EQ(answer->text, "hello Ana\nhello line\nfeed \"quoted\"\n");
}

TEST_F(CommandSocketTest, TellsWhatWasWrongAndEndsWithAStatusOfItsOwn) {
    EXPECT_EQ(send_command(path, "greet", {})->status, 2);
    EXPECT_NE(send_command(path, "greet", {})->text.find("name: Say whom"), std::string::npos);
    EXPECT_EQ(send_command(path, "fail", {})->status, 1);
    EXPECT_NE(send_command(path, "fail", {})->text.find("the disk is full"), std::string::npos);
    EXPECT_EQ(send_command(path, "dance", {})->status, 2);
}

TEST_F(CommandSocketTest, IsForItsOwnerAlone) {
    struct stat status{};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700);
}

TEST_F(CommandSocketTest, IsGoneOnceStopped) {
    loops.run(0, socket->stop());
    socket.reset();
    EXPECT_FALSE(send_command(path, "greet", {}));
    EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace instante::host
