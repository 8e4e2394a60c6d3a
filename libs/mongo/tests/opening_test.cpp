#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace instante::mongo
