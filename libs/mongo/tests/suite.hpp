#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "mongo/testing/scratch.hpp"

namespace instante::mongo {

/// Over an empty database of a server's; skipped by name where there is none.
class MongoTest : public ::testing::Test {
protected:
    void SetUp() override {
        if (testing::server().empty()) GTEST_SKIP() << "INSTANTE_TEST_MONGODB names no server (tools/engines run -- …)";
        scratch_.emplace(racers);
    }
    [[nodiscard]] Database& database() { return scratch_->database(); }

    /// Runs `work` on a connection and gives its value.
    template <class F>
    auto with(F work) {
        auto checked = [work = std::move(work)](Connection& connection) -> Result<std::invoke_result_t<F&, Connection&>> {
            return work(connection);
        };
        return async::run(database().run(std::move(checked))).value();
    }

    /// Runs `work(number of the racer)` in as many threads at once.
    static void race(const std::function<void(int)>& work) {
        std::vector<std::thread> threads;
        for (int racer = 0; racer < static_cast<int>(racers); ++racer) threads.emplace_back(work, racer);
        for (auto& thread : threads) thread.join();
    }

    static constexpr std::size_t racers = 4;
    std::optional<testing::Scratch> scratch_;
};

}  // namespace instante::mongo
