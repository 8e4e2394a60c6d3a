#include "core/read_mostly_mutex.hpp"

#include <gtest/gtest.h>

#include <shared_mutex>
#include <thread>
#include <vector>

namespace instante::core {
namespace {

TEST(ReadMostlyMutex, ShowsReadersNothingHalfWritten) {
    constexpr int writes = 2'000;
    ReadMostlyMutex mutex;
    int left = 0;
    int right = 0;
    std::atomic<int> differences{0};
    std::atomic<bool> ended{false};
    auto read = [&] {
        while (!ended) {
            const std::shared_lock lock{mutex};
            if (left != right) ++differences;
        }
    };
    auto write = [&] {
        for (int i = 0; i < writes; ++i) {
            const std::unique_lock lock{mutex};
            ++left;
            ++right;
        }
    };
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i) readers.emplace_back(read);
    std::thread other{write};
    write();
    other.join();
    ended = true;
    for (auto& reader : readers) reader.join();
    EXPECT_EQ(differences, 0);
    EXPECT_EQ(left, 2 * writes);
    EXPECT_EQ(right, 2 * writes);
}

TEST(ReadMostlyMutex, LetsThreadsReadAtOnce) {
    ReadMostlyMutex mutex;
    const std::shared_lock here{mutex};
    bool there = false;
    std::thread other{[&] {
        const std::shared_lock lock{mutex};
        there = true;
    }};
    other.join();
    EXPECT_TRUE(there);
}

}  // namespace
}  // namespace instante::core
