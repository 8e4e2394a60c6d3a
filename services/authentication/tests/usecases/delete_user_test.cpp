#include <gtest/gtest.h>

#include <algorithm>

#include "authentication/domain/errors.hpp"
#include "authentication/tests/usecases/house.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using namespace std::chrono_literals;

class Deleting : public ::testing::Test {
protected:
    Result<void> remove(const std::string& password = password_of("ana")) {
        return run((*house.delete_user)(ana.user.id, password, {}));
    }
    Result<bool> carry_on() { return run((*house.complete_deletions)()); }
    void all_answer() {
        for (const auto keeper : keepers) ASSERT_TRUE(run(house.complete_deletions->answered(ana.user.id, keeper)));
    }
    std::ptrdiff_t times_announced(const std::string& type) {
        const auto all = house.announced();
        return std::count(all.begin(), all.end(), type);
    }
    House house;
    SignedIn ana = house.has("ana");
    SignedIn bia = house.has("bia");
};

TEST_F(Deleting, WantsThePassword) {
    EXPECT_EQ(remove("another").error().code(), wrong_password);
    EXPECT_TRUE(run((*house.find)(ana.user.id)));
    EXPECT_TRUE(remove());
    EXPECT_EQ(remove().error().code(), core::not_found);
}

TEST_F(Deleting, MakesAStrangerOfThemAtOnce) {
    ASSERT_TRUE(remove());
    EXPECT_EQ(run((*house.find)(ana.user.id)).error().code(), core::not_found);
    EXPECT_EQ(run((*house.find)("ana")).error().code(), core::not_found);
    EXPECT_TRUE(house.refuses(ana));
    EXPECT_FALSE(run((*house.refresh)(ana.refresh_token, {})));
    EXPECT_EQ(run((*house.sign_in)({"ana", password_of("ana"), {}, {}})).error().code(), bad_credentials);
}

TEST_F(Deleting, TheNameIsFreeOnceAllHaveAnswered) {
    house.post();
    ASSERT_TRUE(run(house.follow->begin(bia.user.id, "ana", {})));
    ASSERT_TRUE(remove());
    EXPECT_EQ(run((*house.register_user)(registration_of("ana"))).error().code(), taken);
    ASSERT_TRUE(carry_on());
    EXPECT_EQ(house.user("bia")->following_count, 0);
    all_answer();
    for (const auto& mail : house.postman.sent) EXPECT_NE(mail.user, ana.user.id);
    EXPECT_TRUE(run((*house.register_user)(registration_of("ana"))));
}

TEST_F(Deleting, IsAnnouncedAgainLessAndLessOftenUntilAllHaveAnswered) {
    ASSERT_TRUE(remove());
    ASSERT_TRUE(carry_on());
    ASSERT_TRUE(carry_on());
    EXPECT_EQ(times_announced("user.deleted.v1"), 1);
    house.clock.advance(10s);
    ASSERT_TRUE(carry_on());
    ASSERT_TRUE(carry_on());
    EXPECT_EQ(times_announced("user.deleted.v1"), 2);
    ASSERT_TRUE(run(house.complete_deletions->answered(ana.user.id, Keeper::publication)));
    house.clock.advance(1h);
    ASSERT_TRUE(carry_on());
    EXPECT_EQ(times_announced("user.deleted.v1"), 3);
    all_answer();
    house.clock.advance(2h);
    ASSERT_TRUE(carry_on());
    EXPECT_EQ(times_announced("user.deleted.v1"), 3);
    EXPECT_LE(deletion_delay(1000), 1h);
}

/// Dies at each write in turn, before and after it, and goes on as the next process would.
TEST_F(Deleting, GoesOnFromWhereverItWasCutOff) {
    ASSERT_TRUE(run(house.follow->begin(bia.user.id, "ana", {})));
    ASSERT_TRUE(run(house.follow->begin(ana.user.id, "bia", {})));
    ASSERT_TRUE(remove());
    for (const auto when : {Faults::When::before, Faults::When::after}) {
        for (int nth = 1; nth <= 3; ++nth) {
            house.faults.fail(nth, when);
            house.clock.advance(1h);
            (void)carry_on();
            house.faults.heal();
        }
    }
    for (const auto keeper : keepers) {
        house.faults.fail(1, Faults::When::after);
        EXPECT_FALSE(run(house.complete_deletions->answered(ana.user.id, keeper)));
        house.faults.heal();
    }
    house.clock.advance(1h);
    ASSERT_TRUE(carry_on());
    EXPECT_EQ(times_announced("follow.deleted.v1"), 2);
    EXPECT_TRUE(run((*house.register_user)(registration_of("ana"))));
}

}  // namespace
}  // namespace instante::authentication::testing
