#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <thread>

#include "async/run.hpp"
#include "blob/blob.hpp"
#include "blob/testing/temporary_folder.hpp"

namespace instante::blob {
namespace {

std::string key_of(int number) {
    return "p/" + std::to_string(number / 3) + "/" + std::to_string(number);
}
std::string content_of(int number) {
    return std::string(static_cast<std::size_t>(20'000 + number * 997 % 200'000), static_cast<char>('a' + number % 26));
}

/// Puts blob after blob and tells the number of each that was confirmed, until it is killed.
[[noreturn]] void put_until_killed(const std::filesystem::path& folder, int first, int tell) {
    auto store = open_file_store(folder).value();
    for (int number = first;; ++number) {
        NewBlob blob{key_of(number), "image/jpeg", content_of(number)};
        if (number % 2 == 0) {
            std::vector<NewBlob> blobs;
            blobs.push_back(std::move(blob));
            if (!async::run(store->put(std::move(blobs)))) ::_exit(1);
        } else if (!async::run(store->put_if_absent(std::move(blob)))) {
            ::_exit(1);
        }
        if (::write(tell, &number, sizeof number) != sizeof number) ::_exit(1);
    }
}

/// Lets a child put from `first` on, kills it soon after it confirmed `count`, and gives the last number that it confirmed.
int run_and_kill(const std::filesystem::path& folder, int first, int count, std::chrono::microseconds delay) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const auto child = ::fork();
    if (child == 0) put_until_killed(folder, first, ends[1]);
    ::close(ends[1]);
    int confirmed = first - 1;
    for (int i = 0; i < count; ++i) EXPECT_EQ(::read(ends[0], &confirmed, sizeof confirmed), ssize_t{sizeof confirmed});
    std::this_thread::sleep_for(delay);  // so that the blow falls anywhere within a put; nothing depends on how long it is
    ::kill(child, SIGKILL);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status));
    while (::read(ends[0], &confirmed, sizeof confirmed) == ssize_t{sizeof confirmed}) {
    }
    ::close(ends[0]);
    return confirmed;
}

TEST(FileStore, AfterAKillEveryConfirmedPutIsThereAndEveryOtherWhollyOrNotAtAll) {
    const TemporaryFolder folder;
    std::mt19937 random{20261124};
    int first = 0;
    for (int round = 0; round < 12; ++round) {
        const auto delay = std::chrono::microseconds{random() % 4000};
        const int confirmed = run_and_kill(folder.path(), first, 1 + static_cast<int>(random() % 5), delay);
        auto store = open_file_store(folder.path()).value();
        for (int number = 0; number <= confirmed; ++number)
            EXPECT_EQ(async::run(store->get(key_of(number))).value(), content_of(number)) << number;
        if (auto next = async::run(store->get(key_of(confirmed + 1)))) EXPECT_EQ(*next, content_of(confirmed + 1));
        EXPECT_FALSE(async::run(store->get(key_of(confirmed + 2)))) << "it was never begun";

        const auto all = async::run(store->list("", "", 10'000)).value();
        EXPECT_GE(all.size(), static_cast<std::size_t>(confirmed + 1));
        EXPECT_LE(all.size(), static_cast<std::size_t>(confirmed + 2)) << "nothing but what was put";
        const auto drafts = std::filesystem::directory_iterator{folder.path() / ".tmp"};
        EXPECT_EQ(std::distance(begin(drafts), end(drafts)), 1) << "only this store's own";
        ASSERT_TRUE(async::run(store->remove({key_of(confirmed + 1)})));
        first = confirmed + 1;
    }
}

}  // namespace
}  // namespace instante::blob
