#include "blob/testing/flaky_store.hpp"

#include <gtest/gtest.h>

#include "async/run.hpp"

namespace instante::blob {
namespace {

std::vector<NewBlob> one(std::string key) {
    std::vector<NewBlob> blobs;
    blobs.push_back({std::move(key), "text/plain", "x"});
    return blobs;
}

TEST(FlakyStore, FailsTheNthCallBeforeItDidAnything) {
    const core::SystemClock clock;
    const auto inner = make_memory_store(clock);
    FlakyStore store{*inner};
    store.fail(2);
    EXPECT_TRUE(async::run(store.put(one("a"))));
    EXPECT_EQ(async::run(store.put(one("b"))).error().code(), core::engine_away);
    EXPECT_TRUE(async::run(store.put(one("c"))));
    EXPECT_EQ(async::run(store.get("b", 0, 1)).error().code(), core::not_found);
    EXPECT_EQ(store.calls(), 4u);
}

TEST(FlakyStore, LosesTheAnswerOfACallThatWasDone) {
    const core::SystemClock clock;
    const auto inner = make_memory_store(clock);
    FlakyStore store{*inner};
    store.fail(1, FlakyStore::Fails::after, core::Error{core::timed_out});
    EXPECT_EQ(async::run(store.put_if_absent({"a", "text/plain", "x"})).error().code(), core::timed_out);
    EXPECT_FALSE(async::run(store.put_if_absent({"a", "text/plain", "y"})).value());
}

}  // namespace
}  // namespace instante::blob
