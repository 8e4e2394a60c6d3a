#include "host/operator/backup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <thread>

#include "async/one_shot.hpp"
#include "async/scope.hpp"
#include "async/within.hpp"
#include "blob/testing/temporary_folder.hpp"
#include "host/data_folder.hpp"
#include "host/operator/manifest.hpp"
#include "host/operator/restore.hpp"
#include "host/tests/operator/desk.hpp"

namespace instante::host {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

void write(const fs::path& file, const std::string& content) {
    fs::create_directories(file.parent_path());
    std::ofstream{file, std::ios::binary} << content;
}

std::string content_of(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator{folder}) names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
}

/// A data folder with a bus, objects and what others keep; in use.
struct BackupTest : testing::Test {
    blob::TemporaryFolder home;
    fs::path data = home.path() / "data";
    fs::path copy = home.path() / "backups" / "today";
    fs::path other = home.path() / "other";
    core::SystemClock clock;
    std::optional<DataFolder> held = DataFolder::hold(data).value();
    std::unique_ptr<bus::Bus> bus = bus::open_embedded_bus(data / "bus.db", clock).value();
    std::optional<blob::HoldingStore> blobs{blob::open_file_store(data / "media").value()};
    std::vector<Command> commands = backup_commands({data, clock, *blobs});

    BackupTest() {
        testing_desk::publish(*bus, "photo", "1");
        std::vector<blob::NewBlob> objects;
        objects.push_back({"p/1/a.jpg", "image/jpeg", "photo"});
        objects.push_back({"u/2/b.jpg", "image/jpeg", "portrait"});
        async::run(blobs->put(std::move(objects))).value();
        write(data / "mail" / "1.eml", "Subject: hello");
        write(data / "spool" / "half", "half a photo");
    }
    CommandAnswer back_up() { return back_up(copy); }
    CommandAnswer back_up(const fs::path& to) { return testing_desk::order(commands, "backup", {{"folder", {to.string()}}}); }
    std::size_t waiting(const fs::path& folder) {
        const auto opened = bus::open_embedded_bus(folder / "bus.db", clock).value();
        return async::run(opened->depth("photo")).value().ready;
    }
};

TEST_F(BackupTest, GoesOnWhereMailComesAndGoes) {
    std::jthread post{[this](const std::stop_token& ended) {
        for (int n = 0; !ended.stop_requested(); ++n) {
            write(data / "mail" / (std::to_string(n % 300) + "-a.eml"), "Subject: hello");
            fs::remove(data / "mail" / (std::to_string((n + 150) % 300) + "-a.eml"));
        }
    }};
    for (int n = 0; n < 20; ++n) {
        const auto answer = back_up(home.path() / "backups" / std::to_string(n));
        ASSERT_EQ(answer.status, 0) << answer.text;
    }
    post.request_stop();
    EXPECT_EQ(content_of(home.path() / "backups" / "0" / "mail" / "1.eml"), "Subject: hello");
}

TEST_F(BackupTest, HoldsWhatTheFolderHeldAtItsMoment) {
    const auto answer = back_up();
    ASSERT_EQ(answer.status, 0) << answer.text;
    EXPECT_THAT(answer.text, HasSubstr("1 store, 2 objects (13 B)"));
    testing_desk::publish(*bus, "photo", "2");
    async::run(blobs->remove({"p/1/a.jpg"})).value();

    EXPECT_THAT(names_in(copy), ElementsAre("backup.json", "bus.db", "mail", "media"));
    EXPECT_EQ(fs::status(copy).permissions(), fs::perms::owner_all);
    EXPECT_EQ(content_of(copy / "media/p/1/a.jpg"), "photo");
    EXPECT_EQ(content_of(copy / "mail/1.eml"), "Subject: hello");
    EXPECT_EQ(waiting(copy), 1u);
    const auto manifest = read_manifest(copy).value();
    EXPECT_THAT(manifest.stores, ElementsAre("bus.db"));
    EXPECT_EQ(manifest.objects, 2u);
}

TEST_F(BackupTest, OverwritesNothingAndDoesNotGoIntoTheDataFolder) {
    write(copy / "mine", "precious");
    EXPECT_EQ(back_up().status, 2);
    EXPECT_THAT(names_in(copy), ElementsAre("mine"));
    EXPECT_EQ(back_up(data / "backup").status, 2);
    EXPECT_EQ(back_up(data / "media" / ".." / "backup").status, 2);
    EXPECT_FALSE(fs::exists(data / "backup"));
    EXPECT_EQ(back_up("relative").status, 2);
}

TEST_F(BackupTest, OneThatFailsLeavesNothingBehind) {
    write(data / "broken.db", "no database at all, but long enough to be looked at as one");
    const auto answer = back_up();
    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.text, HasSubstr("broken.db"));
    EXPECT_THAT(names_in(copy), IsEmpty());
    fs::remove(data / "broken.db");
    EXPECT_EQ(back_up().status, 0);
}

/// A store whose removals do not end by themselves.
class StuckStore final : public blob::Store {
public:
    Task<Result<void>> put(std::vector<blob::NewBlob>) override { co_return Result<void>{}; }
    Task<Result<bool>> put_if_absent(blob::NewBlob) override { co_return true; }
    Task<Result<std::string>> get(std::string, std::uint64_t, std::uint64_t) override { co_return std::string{}; }
    Task<Result<std::optional<blob::Info>>> head(std::string) override { co_return std::nullopt; }
    Task<Result<void>> remove(std::vector<std::string> keys) override {
        if (!keys.empty()) co_await end.wait();
        co_return Result<void>{};
    }
    Task<Result<std::vector<blob::Info>>> list(std::string, std::string, std::size_t) override {
        co_return std::vector<blob::Info>{};
    }
    Task<Result<void>> ping() override { co_return Result<void>{}; }

    async::OneShot<bool> end;
};

TEST_F(BackupTest, BeginsWhenNothingIsBeingRemovedAnyMore) {
    auto made = std::make_unique<StuckStore>();
    const auto end = made->end;
    blob::HoldingStore stuck{std::move(made)};
    const auto command = backup_commands({data, clock, stuck}).front();
    const auto removing = [&]() -> Task<Result<void>> {
        std::vector<std::string> keys{"p/1/a.jpg"};
        auto removed = co_await stuck.remove(std::move(keys));
        co_return removed;
    };
    const auto waiting = [&]() -> Task<void> {
        async::Scope scope{co_await async::this_loop()};
        scope.spawn(removing());
        co_await async::sleep(std::chrono::milliseconds{1});
        const Given given{{"folder", {copy.string()}}};
        auto begun = command.run(given);
        auto early = co_await async::within(std::chrono::milliseconds{20}, std::move(begun));
        EXPECT_EQ(early.error().code(), core::timed_out);
        EXPECT_FALSE(fs::exists(copy));
        end.set(true);
        auto joined = co_await scope.join();
        EXPECT_TRUE(joined);
        auto again = command.run(given);
        auto done = co_await std::move(again);
        EXPECT_TRUE(done) << done.error().note();
    };
    async::run(waiting());
}

TEST_F(BackupTest, OfNothingIsRefused) {
    const auto nothing = backup_commands({"", clock, *blobs});
    EXPECT_EQ(testing_desk::order(nothing, "backup", {{"folder", {copy.string()}}}).status, 1);
}

struct RestoreTest : BackupTest {
    RestoreTest() { EXPECT_EQ(back_up().status, 0); }
    /// As a server would.
    static Result<void> open(const fs::path& folder) {
        const auto holding = DataFolder::hold(folder);
        if (!holding) return holding.error();
        return {};
    }
};

TEST_F(RestoreTest, MakesAnEmptyFolderWhatWasBackedUp) {
    const auto told = restore(other, copy);
    ASSERT_TRUE(told) << told.error().note();
    EXPECT_THAT(*told, HasSubstr("1 store, 2 objects (13 B)"));
    EXPECT_THAT(names_in(other), ElementsAre("bus.db", "instante.lock", "mail", "media"));
    EXPECT_EQ(content_of(other / "media/u/2/b.jpg"), "portrait");
    EXPECT_EQ(fs::hard_link_count(other / "media/u/2/b.jpg"), 1u) << "it shares nothing with the backup";
    EXPECT_EQ(waiting(other), 1u);
    EXPECT_TRUE(open(other));
}

TEST_F(RestoreTest, OverwritesNothing) {
    write(other / "mine", "precious");
    EXPECT_EQ(restore(other, copy).error().kind(), core::Kind::invalid);
    EXPECT_THAT(names_in(other), ElementsAre("mine"));
    EXPECT_EQ(restore(data, copy).error().kind(), core::Kind::invalid);
}

TEST_F(RestoreTest, NeedsABackupThatEnded) {
    EXPECT_EQ(restore(other, home.path() / "absent").error().kind(), core::Kind::invalid);
    fs::remove(copy / "backup.json");
    EXPECT_EQ(restore(other, copy).error().kind(), core::Kind::invalid);
    write(copy / "backup.json", R"({"format":2})");
    EXPECT_EQ(restore(other, copy).error().kind(), core::Kind::invalid);
    write(copy / "backup.json",
          R"({"format":1,"made_at":"2026-11-24T12:00:00.000Z","version":"1","stores":["../x.db"],"objects":0,"bytes":0})");
    EXPECT_EQ(restore(other, copy).error().kind(), core::Kind::invalid);
    EXPECT_FALSE(fs::exists(other));
}

TEST_F(RestoreTest, OneThatDidNotEndIsNotServed) {
    fs::remove(copy / "media/p/1/a.jpg");
    const auto lost = restore(other, copy);
    ASSERT_FALSE(lost);
    EXPECT_THAT(std::string{lost.error().detail()}, HasSubstr("1 of 2"));
    const auto refused = open(other);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().note(), HasSubstr("did not end"));
}

TEST_F(RestoreTest, FindsDamage) {
    write(copy / "bus.db", std::string(8192, 'x'));
    const auto damaged = restore(other, copy);
    ASSERT_FALSE(damaged);
    EXPECT_THAT(damaged.error().note(), HasSubstr("bus.db"));
}

TEST_F(RestoreTest, LeavesAFolderAloneThatIsInUse) {
    const auto holding = DataFolder::hold(other);
    ASSERT_TRUE(holding);
    EXPECT_EQ(restore(other, copy).error().code(), data_folder_held);
}

}  // namespace
}  // namespace instante::host
