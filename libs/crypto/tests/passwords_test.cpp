#include "crypto/passwords.hpp"

#include <gtest/gtest.h>

#include "async/run.hpp"

namespace instante::crypto {
namespace {

using async::run;

TEST(Passwords, TheRightOneIsVerifiedAndNoOther) {
    PasswordHasher hasher{PasswordHasher::cheap()};
    const auto hash = run(hasher.hash("correct horse")).value();
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$")) << hash;
    EXPECT_TRUE(run(hasher.verify(hash, "correct horse")).value());
    for (std::string wrong : {"correct horsE", "correct hors", "correct horse ", ""})
        EXPECT_FALSE(run(hasher.verify(hash, wrong)).value());
}

TEST(Passwords, AZeroByteIsAPartOfThePassword) {
    PasswordHasher hasher{PasswordHasher::cheap()};
    const auto hash = run(hasher.hash(std::string{"a\0b", 3})).value();
    EXPECT_TRUE(run(hasher.verify(hash, std::string{"a\0b", 3})).value());
    EXPECT_FALSE(run(hasher.verify(hash, "a")).value());
}

TEST(Passwords, TheSamePasswordNeverMakesTheSameHash) {
    PasswordHasher hasher{PasswordHasher::cheap()};
    EXPECT_NE(run(hasher.hash("correct horse")).value(), run(hasher.hash("correct horse")).value());
}

TEST(Passwords, AnUnknownUserIsRefusedByWorkAndNotByAnError) {
    PasswordHasher hasher{PasswordHasher::cheap()};
    EXPECT_FALSE(run(hasher.verify_dummy("correct horse")).value());
}

TEST(Passwords, AHashThatIsNoneOfOursIsABugAndNotAWrongPassword) {
    PasswordHasher hasher{PasswordHasher::cheap()};
    for (std::string bad :
         {"", "correct horse", "$2b$12$abcdefghijklmnopqrstuv", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1$c2FsdA"}) {
        const auto outcome = run(hasher.verify(bad, "correct horse"));
        ASSERT_FALSE(outcome) << bad;
        EXPECT_EQ(outcome.error().code(), core::internal) << bad;
    }
}

TEST(Passwords, OtherLimitsAskForANewHash) {
    PasswordHasher cheap{PasswordHasher::cheap()};
    auto more = PasswordHasher::cheap();
    more.passes = 2;
    PasswordHasher dearer{more};
    const auto hash = run(cheap.hash("correct horse")).value();
    EXPECT_FALSE(cheap.needs_rehash(hash));
    EXPECT_TRUE(dearer.needs_rehash(hash));
    EXPECT_TRUE(cheap.needs_rehash("not a hash"));
    EXPECT_TRUE(run(dearer.verify(hash, "correct horse")).value()) << "a hash carries its limits";
}

TEST(Passwords, AFullQueueIsOverloaded) {
    auto options = PasswordHasher::cheap();
    options.queue_limit = 0;
    PasswordHasher hasher{options};
    EXPECT_EQ(run(hasher.hash("correct horse")).error().code(), core::overloaded);
    EXPECT_EQ(run(hasher.verify_dummy("correct horse")).error().code(), core::overloaded);
}

}  // namespace
}  // namespace instante::crypto
