#include "host/data_folder.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>

namespace instante::host {
namespace {

struct DataFolderTest : testing::Test {
    std::filesystem::path path = std::filesystem::path{testing::TempDir()} / ("data-folder-" + std::to_string(::getpid()));
    ~DataFolderTest() override { std::filesystem::remove_all(path); }
};

TEST_F(DataFolderTest, IsMadeWhenAbsentAndReadableByItsOwnerAlone) {
    auto held = DataFolder::hold(path / "deep");
    ASSERT_TRUE(held);
    EXPECT_EQ(std::filesystem::status(path / "deep").permissions(), std::filesystem::perms::owner_all);
}

TEST_F(DataFolderTest, IsHeldByOneAtATimeAndNamesItsHolder) {
    auto held = DataFolder::hold(path);
    ASSERT_TRUE(held);
    auto second = DataFolder::hold(path);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind(), core::Kind::conflict);
    EXPECT_NE(second.error().note().find("process " + std::to_string(::getpid())), std::string::npos);
}

TEST_F(DataFolderTest, IsFreeAgainOnceLetGo) {
    {
        ASSERT_TRUE(DataFolder::hold(path));
    }
    EXPECT_TRUE(DataFolder::hold(path));
}

TEST_F(DataFolderTest, SaysWhyItCannotBeHad) {
    auto held = DataFolder::hold("/proc/no-such-folder");
    ASSERT_FALSE(held);
    EXPECT_NE(held.error().note().find("/proc/no-such-folder"), std::string::npos);
}

}  // namespace
}  // namespace instante::host
