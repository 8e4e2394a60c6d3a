#include "s3/credentials.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "async/run.hpp"
#include "blob/testing/temporary_folder.hpp"
#include "s3/credential_sources.hpp"
#include "s3/tests/played.hpp"

namespace instante::s3 {
namespace {

using namespace std::chrono_literals;
using testing::answer;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Played;
using testing::variables;

Result<Credentials> load(std::map<std::string, std::string> environment) {
    auto source = choose_source(variables(std::move(environment)));
    if (!source) return source.error();
    return async::run((*source)->load());
}

/// A folder with a shared credentials file.
class CredentialFile : public ::testing::Test {
protected:
    CredentialFile() {
        std::ofstream{file} << "# two\n[default]\naws_access_key_id = A\naws_secret_access_key=hunter2/+=\n\n"
                               "[ other ]\r\nAWS_ACCESS_KEY_ID=B\r\naws_secret_access_key = hunter3\r\naws_session_token = t\r\n"
                               "[half]\naws_access_key_id = C\n";
    }
    blob::TemporaryFolder folder;
    std::filesystem::path file = folder.path() / "credentials";
};

TEST(CredentialSource, IsTheVariablesWhereTheyAreSet) {
    EXPECT_EQ(load({{"AWS_ACCESS_KEY_ID", "A"}, {"AWS_SECRET_ACCESS_KEY", "hunter2"}, {"AWS_SESSION_TOKEN", "t"}}).value(),
              (Credentials{"A", "hunter2", "t", {}}));
    const auto half = load({{"AWS_ACCESS_KEY_ID", "A"}});
    EXPECT_EQ(half.error().kind(), core::Kind::invalid);
    EXPECT_THAT(half.error().note(), HasSubstr("AWS_SECRET_ACCESS_KEY"));
}

TEST_F(CredentialFile, IsReadByProfile) {
    EXPECT_EQ(load({{"AWS_SHARED_CREDENTIALS_FILE", file}}).value(), (Credentials{"A", "hunter2/+=", "", {}}));
    EXPECT_EQ(load({{"AWS_SHARED_CREDENTIALS_FILE", file}, {"AWS_PROFILE", "other"}}).value(),
              (Credentials{"B", "hunter3", "t", {}}));
    std::filesystem::create_directory(folder.path() / ".aws");
    std::filesystem::rename(file, folder.path() / ".aws" / "credentials");
    EXPECT_EQ(load({{"HOME", folder.path()}}).value().access_key, "A");
}

TEST_F(CredentialFile, IsRefusedByNameWhereItLacksWhatIsAskedFor) {
    for (const auto* profile : {"half", "none"}) {
        const auto refused = load({{"AWS_SHARED_CREDENTIALS_FILE", file}, {"AWS_PROFILE", profile}});
        EXPECT_EQ(refused.error().kind(), core::Kind::invalid);
        EXPECT_THAT(refused.error().note(), HasSubstr(profile));
        EXPECT_THAT(refused.error().note(), Not(HasSubstr("hunter")));
    }
    EXPECT_THAT(load({{"AWS_SHARED_CREDENTIALS_FILE", file.string() + "x"}}).error().note(), HasSubstr("cannot be read"));
}

constexpr const char* temporary =
    R"({"AccessKeyId":"A","SecretAccessKey":"hunter2","Token":"t","Expiration":"2026-11-24T13:00:00Z","Code":"Success"})";
const Credentials temporary_credentials{"A", "hunter2", "t", core::parse_rfc3339("2026-11-24T13:00:00Z")};

TEST(CredentialSource, IsTheAgentOfAContainer) {
    Played agent{{answer(200, temporary)}};
    EXPECT_EQ(load({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", agent.url("/v2/credentials")},
                    {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "Basic xyz"}})
                  .value(),
              temporary_credentials);
    EXPECT_THAT(agent.asked().front(), HasSubstr("GET /v2/credentials HTTP/1.1\r\n"));
    EXPECT_THAT(agent.asked().front(), HasSubstr("Authorization: Basic xyz\r\n"));
}

TEST(CredentialSource, ReadsTheTokenOfAContainerFromItsFileEachTime) {
    const blob::TemporaryFolder folder;
    std::ofstream{folder.path() / "token"} << "first\n";
    Played agent{{answer(200, temporary), answer(200, temporary)}};
    auto source = choose_source(variables({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", agent.url("/")},
                                           {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", (folder.path() / "token").string()}}))
                      .value();
    ASSERT_TRUE(async::run(source->load()));
    std::ofstream{folder.path() / "token"} << "second\n";
    ASSERT_TRUE(async::run(source->load()));
    EXPECT_THAT(agent.asked()[0], HasSubstr("Authorization: first\r\n"));
    EXPECT_THAT(agent.asked()[1], HasSubstr("Authorization: second\r\n"));
}

TEST(CredentialSource, IsTheMetadataOfTheMachine) {
    Played metadata{{answer(200, "session"), answer(200, "role\n"), answer(200, temporary)}};
    EXPECT_EQ(load({{"AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.url("/")}}).value(), temporary_credentials);
    const auto asked = metadata.asked();
    ASSERT_EQ(asked.size(), 3u);
    EXPECT_THAT(asked[0], HasSubstr("PUT /latest/api/token HTTP/1.1\r\n"));
    EXPECT_THAT(asked[2], HasSubstr("GET /latest/meta-data/iam/security-credentials/role HTTP/1.1\r\n"));
    EXPECT_THAT(asked[2], HasSubstr("X-aws-ec2-metadata-token: session\r\n"));
}

TEST(CredentialSource, SaysWhatToSetWhereThereIsNone) {
    EXPECT_THAT(load({{"AWS_EC2_METADATA_DISABLED", "true"}}).error().note(), HasSubstr("AWS_ACCESS_KEY_ID"));
    Played nothing{{answer(404)}};
    EXPECT_THAT(load({{"AWS_EC2_METADATA_SERVICE_ENDPOINT", nothing.url()}}).error().note(), HasSubstr("AWS_ACCESS_KEY_ID"));
}

TEST(CredentialSource, RefusesAnAnswerThatHoldsNone) {
    for (const auto* bad : {"", "{}", "[]", R"({"AccessKeyId":"A","SecretAccessKey":""})",
                            R"({"AccessKeyId":"A","SecretAccessKey":"hunter2","Expiration":"soon"})"}) {
        const auto refused = read_service_answer(bad);
        ASSERT_FALSE(refused) << bad;
        EXPECT_EQ(refused.error().code(), core::engine_away);
    }
}

/// Gives A1, A2, … for an hour each, or nothing while it is away.
class CountingSource final : public CredentialSource {
public:
    explicit CountingSource(const core::Clock& clock) : clock_(clock) {}
    Task<Result<Credentials>> load() override {
        ++loads;
        if (is_away) co_return core::Error{core::engine_away};
        co_return Credentials{"A" + std::to_string(loads), "hunter2", {}, clock_.now() + 1h};
    }
    int loads = 0;
    bool is_away = false;

private:
    const core::Clock& clock_;
};

class Keeper : public ::testing::Test {
protected:
    std::string current() {
        const auto credentials = async::run(keeper.current());
        return credentials ? credentials->access_key : "none";
    }
    core::FixedClock clock{core::Timestamp{1000h}};
    CountingSource* source = new CountingSource{clock};
    CredentialKeeper keeper{std::unique_ptr<CredentialSource>{source}, clock};
};

TEST_F(Keeper, FetchesOnceAndAgainBeforeTheyEnd) {
    EXPECT_EQ(current(), "A1");
    clock.advance(54min);
    EXPECT_EQ(current(), "A1");
    clock.advance(2min);
    EXPECT_EQ(current(), "A2");
    EXPECT_EQ(source->loads, 2);
}

TEST_F(Keeper, GoesOnWithThoseAtHandWhileTheyLast) {
    ASSERT_EQ(current(), "A1");
    source->is_away = true;
    clock.advance(56min);
    EXPECT_EQ(current(), "A1");
    EXPECT_EQ(current(), "A1");
    EXPECT_EQ(source->loads, 2);  // not at every call
    clock.advance(5min);
    EXPECT_EQ(current(), "none");
    source->is_away = false;
    EXPECT_EQ(current(), "A4");
}

TEST_F(Keeper, FetchesOthersWhereTheyWereRefused) {
    ASSERT_EQ(current(), "A1");
    keeper.doubt();
    EXPECT_EQ(current(), "A1");  // brand new: others would be the same
    clock.advance(1min);
    keeper.doubt();
    EXPECT_EQ(current(), "A2");
}

TEST(S3Credentials, ThatHaveEndedAreReplacedAndTheCallTriedAgain) {
    Played s3{{testing::refusal(400, "ExpiredToken"), answer(200, "here")}};
    const core::SystemClock clock;
    EXPECT_EQ(async::run(open_bucket(s3.options(), clock).value()->get("a", 0, UINT64_MAX)).value(), "here");
    EXPECT_EQ(s3.asked().size(), 2u);
}

}  // namespace
}  // namespace instante::s3
