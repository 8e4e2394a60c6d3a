#include "sqlite/snapshot.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "async/run.hpp"
#include "sqlite/tests/notes.hpp"

namespace instante::sqlite {
namespace {

using async::run;
using testing::HasSubstr;

bool always() {
    return true;
}

/// Two files, each of which others write to.
struct SnapshotTest : testing::Test {
    Scratch scratch;
    std::filesystem::path folder = scratch.file().parent_path();
    std::filesystem::path copies = folder / "copies";
    std::unique_ptr<Database> causes = open_notes({.file = folder / "causes.db"});
    std::unique_ptr<Database> effects = open_notes({.file = folder / "effects.db"});

    SnapshotTest() { std::filesystem::create_directory(copies); }

    static Result<void> add_to(Database& database) {
        auto add = [](Connection& connection) -> Result<void> {
            connection.prepare("insert into note (number) select coalesce(max(number), 0) + 1 from note").run();
            return {};
        };
        return run(database.write(add));
    }
    static std::int64_t greatest(Database& database) {
        auto query = [](Connection& connection) -> Result<std::int64_t> {
            auto row = connection.prepare("select coalesce(max(number), 0) from note");
            return row.step() ? row.integer(0) : -1;
        };
        return database.read(query).value();
    }
    Result<void> copy() {
        auto snapshot = Snapshot::take({causes->file(), effects->file()});
        if (!snapshot) return snapshot.error();
        return snapshot->copy_to(copies, always);
    }
    std::int64_t copied(const std::string& name) { return greatest(*open_notes({.file = copies / name})); }
};

TEST_F(SnapshotTest, HoldsAllFilesAsTheyAreAtOneMomentWhileTheyAreWrittenTo) {
    std::atomic<bool> ending = false;
    std::thread writer{[&] {
        while (!ending) {
            EXPECT_TRUE(add_to(*causes));
            EXPECT_TRUE(add_to(*effects));
        }
    }};
    for (int i = 0; i < 20; ++i) {
        const auto before = greatest(*effects);
        ASSERT_TRUE(copy());
        const auto cause = copied("causes.db");
        const auto effect = copied("effects.db");
        EXPECT_GE(cause, effect);
        EXPECT_LE(cause, effect + 1);
        EXPECT_GE(effect, before);
        std::filesystem::remove_all(copies);
        std::filesystem::create_directory(copies);
    }
    ending = true;
    writer.join();
}

TEST_F(SnapshotTest, ShowsNothingOfWhatIsWrittenAfterIt) {
    ASSERT_TRUE(add_to(*causes));
    auto snapshot = Snapshot::take({causes->file()});
    ASSERT_TRUE(snapshot) << snapshot.error().note();
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(add_to(*causes)) << "writers are held no longer";
    ASSERT_TRUE(snapshot->copy_to(copies, always));
    EXPECT_EQ(copied("causes.db"), 1);
    EXPECT_EQ(greatest(*causes), 11);
}

TEST_F(SnapshotTest, IsForItsOwnersEyesAloneAndSound) {
    ASSERT_TRUE(copy());
    struct stat status{};
    ASSERT_EQ(::stat((copies / "causes.db").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    EXPECT_TRUE(check_file(copies / "causes.db"));
}

TEST_F(SnapshotTest, OverwritesNothing) {
    std::ofstream{copies / "causes.db"} << "mine";
    const auto refused = copy();
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().note(), HasSubstr("causes.db"));
    EXPECT_EQ(std::filesystem::file_size(copies / "causes.db"), 4u);
}

TEST_F(SnapshotTest, StopsWhenItIsNotWantedAnyMore) {
    auto snapshot = Snapshot::take({causes->file()});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->copy_to(copies, [] { return false; }).error().code(), core::unavailable);
}

TEST_F(SnapshotTest, NeedsEveryFile) {
    EXPECT_EQ(Snapshot::take({causes->file(), folder / "absent.db"}).error().code(), core::engine_away);
    EXPECT_FALSE(std::filesystem::exists(folder / "absent.db"));
    EXPECT_TRUE(add_to(*causes)) << "nobody is held any longer";
}

TEST_F(SnapshotTest, DamageIsFound) {
    for (int i = 0; i < 300; ++i) ASSERT_TRUE(add_to(*causes));
    ASSERT_TRUE(copy());
    EXPECT_TRUE(check_file(copies / "causes.db"));
    {
        std::fstream file{copies / "causes.db", std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(4096 + 8);
        file << std::string(3000, '\x55');
    }
    const auto found = check_file(copies / "causes.db");
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().note(), HasSubstr("causes.db"));
    EXPECT_FALSE(check_file(copies / "absent.db"));
}

}  // namespace
}  // namespace instante::sqlite
