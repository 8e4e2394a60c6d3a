#include "telemetry/version.hpp"

#include <gtest/gtest.h>

namespace instante::telemetry {
namespace {

TEST(Version, IsOneLineWithAllThatWasBuilt) {
    const auto built = version();
    const auto line = version_line();
    EXPECT_FALSE(built.version.empty());
    EXPECT_FALSE(built.commit.empty());
    EXPECT_TRUE(built.compiler.starts_with("clang 19")) << built.compiler;
    for (const auto part : {built.version, built.commit, built.compiler}) EXPECT_NE(line.find(part), std::string::npos) << line;
    EXPECT_EQ(line.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace instante::telemetry
