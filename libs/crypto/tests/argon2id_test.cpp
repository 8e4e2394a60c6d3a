#include "crypto/argon2id.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include <array>

namespace instante::crypto {
namespace {

/// By libsodium: another implementation.
std::string text_by_another(const std::string& password, unsigned long long passes, std::size_t memory) {
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), passes, memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return {};
    return text.data();
}

TEST(Argon2id, MakesWhatAnotherImplementationMakes) {
    Argon2idMemory memory;
    for (const std::size_t kibibytes : {8u, 64u, 4096u})
        for (const unsigned passes : {1u, 3u}) {
            const auto text = text_by_another("correct horse", passes, kibibytes * 1024);
            const auto hash = Argon2id::parse(text);
            ASSERT_TRUE(hash) << text;
            EXPECT_EQ(hash->memory.count, kibibytes * 1024);
            EXPECT_EQ(hash->passes, passes);
            EXPECT_EQ(hash->text(), text);
            EXPECT_EQ(memory.tag(*hash, "correct horse", hash->tag.size()), hash->tag) << text;
            EXPECT_NE(memory.tag(*hash, "correct horsE", hash->tag.size()), hash->tag) << text;
        }
}

TEST(Argon2id, WhatItMakesIsVerifiedByAnother) {
    Argon2idMemory memory;
    Argon2id hash{.memory = {64 << 10}, .passes = 2, .salt = "0123456789abcdef", .tag = {}};
    hash.tag = memory.tag(hash, "correct horse", 32).value();
    EXPECT_EQ(crypto_pwhash_str_verify(hash.text().c_str(), "correct horse", 13), 0) << hash.text();
}

TEST(Argon2id, MemoryThatWasGivenBackIsTakenAgain) {
    Argon2idMemory memory;
    const Argon2id hash{.memory = {3 << 20}, .passes = 1, .salt = "0123456789abcdef", .tag = {}};
    const auto tag = memory.tag(hash, "correct horse", 32);
    memory.give_back();
    EXPECT_EQ(memory.tag(hash, "correct horse", 32), tag);
}

TEST(Argon2id, MoreMemoryThanThereIsIsRefused) {
    Argon2idMemory memory;
    const Argon2id hash{.memory = {std::uint64_t{1} << 50}, .passes = 1, .salt = "0123456789abcdef", .tag = {}};
    EXPECT_FALSE(memory.tag(hash, "correct horse", 32));
}

TEST(Argon2id, WhatIsNoHashOfOursIsNotRead) {
    const std::string good = text_by_another("correct horse", 1, 8192);
    ASSERT_TRUE(Argon2id::parse(good));
    for (const std::string& bad :
         {std::string{}, good + "!", good.substr(0, good.size() - 40), std::string{"$argon2id$v=19$m=8,t=1,p=1$$"},
          std::string{"$argon2id$v=19$m=8,t=1,p=2$c2FsdHNhbHQ$c2FsdHNhbHQ"},
          std::string{"$argon2id$v=19$m=0,t=1,p=1$c2FsdHNhbHQ$c2FsdHNhbHQ"},
          std::string{"$argon2id$v=19$m=8,t=0,p=1$c2FsdHNhbHQ$c2FsdHNhbHQ"},
          std::string{"$argon2id$v=19$m=99999999999,t=1,p=1$c2FsdHNhbHQ$c2FsdHNhbHQ"},
          std::string{"$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$c2FsdHNhbHQ"}})
        EXPECT_FALSE(Argon2id::parse(bad)) << bad;
}

}  // namespace
}  // namespace instante::crypto
