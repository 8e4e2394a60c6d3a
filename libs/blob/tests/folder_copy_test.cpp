#include "blob/folder_copy.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>

#include "async/run.hpp"
#include "blob/blob.hpp"
#include "blob/testing/temporary_folder.hpp"

namespace instante::blob {
namespace {

namespace fs = std::filesystem;

bool always() {
    return true;
}

std::uintmax_t links_to(const fs::path& file) {
    return fs::hard_link_count(file);
}

struct FolderCopyTest : testing::Test {
    TemporaryFolder folder;
    fs::path from = folder.path() / "from";
    fs::path to = folder.path() / "to";
    std::unique_ptr<Store> store = open_file_store(from).value();

    void put(const std::string& key, const std::string& content) {
        std::vector<NewBlob> one;
        one.push_back({key, "image/jpeg", content});
        async::run(store->put(std::move(one))).value();
    }
    std::string copied(const std::string& key) {
        auto copy = open_file_store(to).value();
        return async::run(copy->get(key)).value();
    }
};

TEST_F(FolderCopyTest, BringsEveryObjectAndSaysHowMany) {
    put("p/1/a.jpg", "first");
    put("p/1/b.jpg", "second");
    put("u/7/c.jpg", "third!");
    const auto outcome = copy_folder(from, to, CopyBy::content, always);
    ASSERT_TRUE(outcome) << outcome.error().note();
    EXPECT_EQ(outcome->objects, 3u);
    EXPECT_EQ(outcome->size, core::Bytes{17});
    EXPECT_EQ(copied("p/1/b.jpg"), "second");
    EXPECT_EQ(copied("u/7/c.jpg"), "third!");
    EXPECT_EQ(links_to(from / "p/1/a.jpg"), 1u);
}

TEST_F(FolderCopyTest, ALinkKeepsWhatAnObjectHeldWhateverBecomesOfTheOriginal) {
    put("p/1/a.jpg", "before");
    put("p/1/b.jpg", "removed");
    ASSERT_TRUE(copy_folder(from, to, CopyBy::link, always));
    EXPECT_EQ(links_to(from / "p/1/a.jpg"), 2u);
    put("p/1/a.jpg", "after");
    async::run(store->remove({"p/1/b.jpg"})).value();
    EXPECT_EQ(copied("p/1/a.jpg"), "before");
    EXPECT_EQ(copied("p/1/b.jpg"), "removed");
}

TEST_F(FolderCopyTest, LeavesDraftsAlone) {
    put("a", "x");
    std::ofstream{from / ".tmp" / "draft"} << "half";
    const auto outcome = copy_folder(from, to, CopyBy::link, always);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->objects, 1u);
    EXPECT_FALSE(fs::exists(to / ".tmp"));
}

TEST_F(FolderCopyTest, KeepsTheAgeOfAnObject) {
    put("a", "x");
    const auto old = fs::file_time_type::clock::now() - std::chrono::hours{48};
    fs::last_write_time(from / "a", old);
    ASSERT_TRUE(copy_folder(from, to, CopyBy::content, always));
    EXPECT_EQ(fs::last_write_time(to / "a"), fs::last_write_time(from / "a"));
}

TEST_F(FolderCopyTest, OfNothingIsAnEmptyFolder) {
    const auto outcome = copy_folder(folder.path() / "absent", to, CopyBy::link, always);
    ASSERT_TRUE(outcome) << outcome.error().note();
    EXPECT_EQ(outcome->objects, 0u);
    EXPECT_TRUE(fs::is_directory(to));
}

TEST_F(FolderCopyTest, OverwritesNothing) {
    put("a", "x");
    fs::create_directory(to);
    std::ofstream{to / "a"} << "mine";
    EXPECT_EQ(copy_folder(from, to, CopyBy::link, always).error().code(), core::engine_away);
    EXPECT_EQ(copy_folder(from, to, CopyBy::content, always).error().code(), core::engine_away);
}

TEST_F(FolderCopyTest, StopsWhenItIsNotWantedAnyMore) {
    put("a", "x");
    put("b", "x");
    int left = 1;
    EXPECT_EQ(copy_folder(from, to, CopyBy::link, [&left] { return left-- > 0; }).error().code(), core::unavailable);
    EXPECT_NE(fs::exists(to / "a"), fs::exists(to / "b"));
}

}  // namespace
}  // namespace instante::blob
