#include "crypto/token_cache.hpp"

#include <gtest/gtest.h>

namespace instante::crypto {
namespace {

std::shared_ptr<const Claims> claims(int expires) {
    Claims made;
    made.exp = std::chrono::sys_seconds{std::chrono::seconds{expires}};
    return std::make_shared<const Claims>(made);
}

TEST(TokenCache, KnowsOnlyWhatItKeptUnderThisGeneration) {
    TokenCache cache{16};
    const auto kept = claims(1);
    cache.keep("token", 7, kept);
    EXPECT_EQ(cache.find("token", 7), kept);
    EXPECT_EQ(cache.find("token", 8), nullptr);
    EXPECT_EQ(cache.find("Token", 7), nullptr);
    EXPECT_EQ(cache.find("", 0), nullptr);
}

TEST(TokenCache, HoldsNoMoreThanItsEntriesAndDropsWhatExpiresFirst) {
    TokenCache cache{4};
    for (int i = 100; i > 0; --i) cache.keep("token " + std::to_string(i), 1, claims(i));
    int held = 0;
    for (int i = 100; i > 0; --i) held += cache.find("token " + std::to_string(i), 1) ? 1 : 0;
    EXPECT_EQ(held, 4);
    EXPECT_TRUE(cache.find("token 100", 1));
    EXPECT_TRUE(cache.find("token 1", 1)) << "the newest is always kept";
}

TEST(TokenCache, TokensOfAnOlderGenerationMakeRoomFirst) {
    TokenCache cache{4};
    for (int i = 0; i < 4; ++i) cache.keep("old " + std::to_string(i), 1, claims(1000));
    for (int i = 0; i < 4; ++i) cache.keep("new " + std::to_string(i), 2, claims(1));
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(cache.find("new " + std::to_string(i), 2));
}

TEST(TokenCache, KeepsATokenOnce) {
    TokenCache cache{4};
    for (int i = 0; i < 3; ++i) cache.keep("token " + std::to_string(i), 1, claims(1));
    for (int i = 0; i < 10; ++i) cache.keep("again", 1, claims(2));
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(cache.find("token " + std::to_string(i), 1));
}

}  // namespace
}  // namespace instante::crypto
