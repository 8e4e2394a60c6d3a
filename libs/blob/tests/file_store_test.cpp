#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <fstream>

#include "async/run.hpp"
#include "async/scope.hpp"
#include "blob/blob.hpp"
#include "blob/file_writer.hpp"
#include "blob/testing/temporary_folder.hpp"

namespace instante::blob {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<Store> open(const TemporaryFolder& folder) {
    return open_file_store(folder.path()).value();
}

Result<void> put(Store& store, std::string key, std::string content) {
    std::vector<NewBlob> blobs;
    blobs.push_back({std::move(key), "image/jpeg", std::move(content)});
    return async::run(store.put(std::move(blobs)));
}

std::vector<std::string> names_under(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator{folder})
        names.push_back(fs::relative(entry.path(), folder).string());
    std::sort(names.begin(), names.end());
    return names;
}

TEST(FileStore, AKeyIsAPathUnderItsFolder) {
    const TemporaryFolder folder;
    const auto store = open(folder);
    ASSERT_TRUE(put(*store, "p/1/a.jpg", "content"));
    std::ifstream file{folder.path() / "p" / "1" / "a.jpg"};
    EXPECT_EQ((std::string{std::istreambuf_iterator<char>{file}, {}}), "content");
}

TEST(FileStore, MakesItsFolderAndFindsItsObjectsAgain) {
    const TemporaryFolder folder;
    const auto media = folder.path() / "data" / "media";
    ASSERT_TRUE(put(*open_file_store(media).value(), "u/1/a", "content"));
    EXPECT_EQ(async::run(open_file_store(media).value()->get("u/1/a")).value(), "content");
}

TEST(FileStore, LeavesNoDraftBehind) {
    const TemporaryFolder folder;
    {
        const auto store = open(folder);
        ASSERT_TRUE(put(*store, "a", "x"));
        ASSERT_TRUE(async::run(store->put_if_absent({"b", "", "x"})).value());
        ASSERT_FALSE(async::run(store->put_if_absent({"b", "", "y"})).value());
    }
    EXPECT_EQ(names_under(folder.path()), (std::vector<std::string>{".tmp", "a", "b"}));
}

TEST(FileStore, PrunesFoldersThatRemovalEmptied) {
    const TemporaryFolder folder;
    const auto store = open(folder);
    ASSERT_TRUE(put(*store, "p/1/x/a", "x"));
    ASSERT_TRUE(put(*store, "p/2/a", "x"));
    ASSERT_TRUE(async::run(store->remove({"p/1/x/a"})));
    EXPECT_FALSE(fs::exists(folder.path() / "p" / "1"));
    EXPECT_TRUE(fs::exists(folder.path() / "p" / "2" / "a"));
}

TEST(FileStore, SweepsTheDraftsOfADeadProcessAndLeavesThoseOfTheLiving) {
    const TemporaryFolder folder;
    const auto dead = folder.path() / ".tmp" / "1-2";
    fs::create_directories(dead);
    std::ofstream{dead / "1"} << "half a picture";

    const auto first = open(folder);
    EXPECT_FALSE(fs::exists(dead));
    const auto of_first = names_under(folder.path() / ".tmp");
    EXPECT_EQ(of_first.size(), 1u);

    const auto second = open(folder);
    EXPECT_EQ(names_under(folder.path() / ".tmp").size(), 2u);
    ASSERT_TRUE(put(*first, "a", "x")) << "its folder is still there";
    EXPECT_EQ(async::run(second->get("a")).value(), "x");
}

TEST(FileStore, TwoStoresOnOneFolderAgreeOnTheWinner) {
    const TemporaryFolder folder;
    const auto first = open(folder);
    const auto second = open(folder);
    EXPECT_TRUE(async::run(first->put_if_absent({"a/b", "", "first"})).value());
    EXPECT_FALSE(async::run(second->put_if_absent({"a/b", "", "second"})).value());
}

TEST(FileStore, AKeyWithinAnotherKeyIsABugAndNotAnOutage) {
    const TemporaryFolder folder;
    const auto store = open(folder);
    ASSERT_TRUE(put(*store, "a/b", "x"));
    EXPECT_EQ(put(*store, "a/b/c", "x").error().code(), core::internal);
    EXPECT_EQ(put(*store, "a", "x").error().code(), core::internal);
    EXPECT_EQ(async::run(store->get("a/b")).value(), "x");
}

TEST(FileStore, AFileThatIsNoPlaceForAFolderIsAnError) {
    const TemporaryFolder folder;
    std::ofstream{folder.path() / "file"} << "x";
    EXPECT_EQ(open_file_store(folder.path() / "file").error().code(), core::engine_away);
}

/// While it lives, no file may grow beyond `size`: what a write meets on a full disk.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t size) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{size, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int);
};

TEST(FileStore, ADiskThatTakesNoMoreIsAnEngineAwayAndLeavesTheOldContent) {
    const TemporaryFolder folder;
    const auto store = open(folder);
    ASSERT_TRUE(put(*store, "a", "old"));
    {
        const FileSizeLimit full{100'000};
        const auto outcome = put(*store, "a", std::string(200'000, 'x'));
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error().code(), core::engine_away);
    }
    EXPECT_EQ(async::run(store->get("a")).value(), "old");
    EXPECT_TRUE(put(*store, "a", std::string(200'000, 'x'))) << "room again";
    EXPECT_EQ(names_under(folder.path()).size(), 3u) << ".tmp, the folder for drafts in it, and a";
}

Task<Result<void>> put_and_count(Store& store, int number, int& stored, int& refused) {
    std::vector<NewBlob> blobs;
    blobs.push_back({"p/" + std::to_string(number), "image/jpeg", std::string(1000, 'x')});
    auto outcome = co_await store.put(std::move(blobs));
    if (outcome) ++stored;
    if (!outcome && outcome.error().code() == core::overloaded) ++refused;
    co_return Result<void>{};
}

Task<void> put_many(Store& store, int count, int& stored, int& refused) {
    auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    for (int number = 0; number < count; ++number) scope.spawn(put_and_count(store, number, stored, refused));
    auto outcome = co_await scope.join();
    EXPECT_TRUE(outcome);
}

TEST(FileStore, ManyAtOnceAreStoredOrRefusedButNeverForgotten) {
    const TemporaryFolder folder;
    const auto store = open(folder);
    int stored = 0;
    int refused = 0;
    async::run(put_many(*store, 1000, stored, refused));
    EXPECT_EQ(stored + refused, 1000);
    EXPECT_GT(stored, 0);
    EXPECT_EQ(async::run(store->list("p/", "", 1000)).value().size(), static_cast<std::size_t>(stored));
}

TEST(FileWriter, RefusesWhatItsQueueHasNoRoomFor) {
    const TemporaryFolder folder;
    const auto root = open_folder(AT_FDCWD, folder.path().c_str());
    FileWriter writer{root.get(), DraftFolder::open(root.get()).value(), {.jobs = 0}};
    std::vector<NewBlob> blobs;
    blobs.push_back({"a", "image/jpeg", "x"});
    EXPECT_EQ(async::run(writer.place(std::move(blobs), FileChanges::IfThere::replace)).error().code(), core::overloaded);
    EXPECT_EQ(async::run(writer.remove({"a"})).error().code(), core::overloaded);
    EXPECT_FALSE(fs::exists(folder.path() / "a"));
}

}  // namespace
}  // namespace instante::blob
