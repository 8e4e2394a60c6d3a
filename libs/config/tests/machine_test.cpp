#include "config/machine.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>

namespace instante::config {
namespace {

namespace fs = std::filesystem;

/// A folder that looks like /sys/fs/cgroup, and is gone afterwards.
class Groups : public testing::Test {
protected:
    Groups() : mount_(fs::temp_directory_path() / ("instante-groups-" + std::to_string(::getpid()))) {
        fs::create_directories(mount_);
    }
    ~Groups() override { fs::remove_all(mount_); }

    void limit(const fs::path& file, const std::string& content) {
        fs::create_directories((mount_ / file).parent_path());
        std::ofstream{mount_ / file} << content << '\n';
    }
    [[nodiscard]] std::uint64_t limit_of(const std::string& membership) const {
        const auto limit = group_memory_limit(membership, mount_);
        return limit ? limit->count : 0;
    }

private:
    fs::path mount_;
};

TEST_F(Groups, LimitAsTheGroupItselfSays) {
    limit("system.slice/instante.service/memory.max", "1000");
    EXPECT_EQ(limit_of("0::/system.slice/instante.service\n"), 1000u);
}

TEST_F(Groups, LimitAsTheStrictestAboveSays) {
    limit("memory.max", "max");
    limit("system.slice/memory.max", "500");
    limit("system.slice/instante.service/memory.max", "1000");
    EXPECT_EQ(limit_of("0::/system.slice/instante.service\n"), 500u);
}

TEST_F(Groups, OfTheFirstVersionLimitToo) {
    limit("memory/box/memory.limit_in_bytes", "700");
    EXPECT_EQ(limit_of("9:name=systemd:/\n4:cpuacct,memory:/box\n3:cpu:/box\n0::/\n"), 700u);
}

TEST_F(Groups, SeenFromWithinAContainerLimitAtTheTop) {
    limit("memory.max", "300");
    EXPECT_EQ(limit_of("0::/not/seen/from/here\n"), 300u);
    EXPECT_EQ(limit_of("0::/\n"), 300u);
}

TEST_F(Groups, WithoutALimitSetNone) {
    limit("memory.max", "max");
    EXPECT_EQ(limit_of("0::/\n"), 0u);
    EXPECT_EQ(limit_of("4:memory:/box\n"), 0u);
    EXPECT_EQ(limit_of("no such line\n\n:\n"), 0u);
}

TEST(OwnMemoryLimit, IsWhatTheProcessMayTake) {
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_DATA, &before), 0);
    // The soft limit is only read, and put back before anything is allocated under it.
    auto lowered = before;
    lowered.rlim_cur = 1'000'000;
    ASSERT_EQ(::setrlimit(RLIMIT_DATA, &lowered), 0);
    const auto limit = own_memory_limit();
    ASSERT_EQ(::setrlimit(RLIMIT_DATA, &before), 0);
    ASSERT_TRUE(limit);
    EXPECT_EQ(limit->count, 1'000'000u);
}

}  // namespace
}  // namespace instante::config
