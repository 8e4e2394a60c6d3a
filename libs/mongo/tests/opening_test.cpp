#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "mongo/database.hpp"

namespace instante::mongo {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Opening, WhereNobodyAnswersItSaysSoWithoutTheSecret) {
    const auto opened = Database::open(
        {.url = "mongodb://ana:s3cret@127.0.0.1:1/?serverSelectionTimeoutMS=100", .database = "none", .application = "test"});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code(), core::unavailable);
    EXPECT_THAT(opened.error().note(), HasSubstr("no database answers"));
    EXPECT_THAT(opened.error().note(), Not(HasSubstr("s3cret")));
}

TEST(Opening, AUrlThatIsNoneIsRefusedWithoutRepeatingIt) {
    const auto opened = Database::open({.url = "mongodb://ana:s3cret@/:::", .database = "none", .application = "test"});
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().note(), Not(HasSubstr("s3cret")));
}

TEST(Opening, SaysWhichPartOfTheUrlIsWrongWithoutRepeatingIt) {
    const std::pair<std::string, std::string> wrong[] = {
        {"mongodb://ana:s3cret:s3cret@h", "percent-encode"},
        {"mongodb://ana:s3cret@h/a.b", "percent-encode"},
        {"mongodb://ana:s3cret@h?tls=true", "\"/\" is missing"},
        {"mongodb://ana:s3cret@h/?tls=true&hearts=s3cret", "option \"hearts\""},
        {"mongodb://ana:s3cret@h/?connectTimeoutMS=s3cret", "option \"connectTimeoutMS\""},
        {"mongodb://ana:s3cret@h/?tls=s3cret", "option \"tls\""},
        {"mongodb://ana:s3cret@h/?compressors=s3cret", "option \"compressors\""},
        {"mongodb://ana:s3cret@h/?replicaSet", "option \"replicaSet\""},
        {"mongodb://ana:s3cret@h1,h2/?directConnection=true", "option \"directConnection\""},
        {"mongodb://ana:s3cret@h/?tlsInsecure=true&tlsAllowInvalidHostnames=true", "do not go together"},
    };
    for (const auto& [url, said] : wrong) {
        const auto opened = Database::open({.url = url, .database = "none", .application = "test"});
        ASSERT_FALSE(opened) << url;
        EXPECT_THAT(opened.error().note(), HasSubstr(said)) << url;
        EXPECT_THAT(opened.error().note(), Not(HasSubstr("s3cret")));
    }
}

}  // namespace
}  // namespace instante::mongo
