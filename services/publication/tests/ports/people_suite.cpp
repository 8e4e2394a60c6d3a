#include <algorithm>

#include "publication/tests/ports/suite.hpp"

namespace instante::publication::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PeopleSuite : public StoreSuite {
protected:
    std::optional<UserId> bearer(const std::string& username) {
        const auto found = async::run(people().by_username(username)).value();
        return found ? std::optional{found->id} : std::nullopt;
    }
    static Person named(UserId id, std::string username, std::uint64_t version) {
        auto made = person(id, version);
        made.username = std::move(username);
        return made;
    }
};
INSTANTIATE_TEST_SUITE_P(Adapters, PeopleSuite, ::testing::ValuesIn(adapters()), adapter_name);

TEST_P(PeopleSuite, OnlyNewerVersionsAreKept) {
    EXPECT_TRUE(async::run(people().empty()).value());
    keep(person(ana, 3));
    EXPECT_FALSE(async::run(people().empty()).value());
    auto other = person(ana, 3);
    other.name = "Other";
    keep(other);
    keep(person(ana, 2));
    EXPECT_THAT(async::run(people().find({ana, bruno})).value(), ElementsAre(person(ana, 3)));
    other.version = 4;
    keep(other);
    EXPECT_THAT(async::run(people().find({ana})).value(), ElementsAre(other));
}

TEST_P(PeopleSuite, ADisabledPersonComesBackADeletedOneDoesNot) {
    keep(person(ana, 1));
    keep(gone(ana, PersonState::disabled, 2));
    EXPECT_EQ(bearer("user_101"), std::nullopt);
    keep(person(ana, 3));
    EXPECT_EQ(bearer("user_101"), ana);
    keep(gone(ana, PersonState::deleted, 4));
    keep(person(ana, 5));
    EXPECT_THAT(async::run(people().find({ana})).value(), ElementsAre(gone(ana, PersonState::deleted, 4)));
    EXPECT_EQ(bearer("user_101"), std::nullopt);
}

TEST_P(PeopleSuite, ANameMovesFromOnePersonToAnotherInWhateverOrderItIsTold) {
    const std::vector<Person> told{named(ana, "sol", 1), named(ana, "lua", 2), named(bruno, "sol", 1)};
    std::vector<std::size_t> order{0, 1, 2};
    do {
        const auto fresh = GetParam().make();
        auto& model = *fresh->stores().people;
        for (const auto index : order) async::run(model.keep({told[index]})).value();
        EXPECT_EQ(async::run(model.by_username("sol")).value()->id, bruno);
        EXPECT_EQ(async::run(model.by_username("lua")).value()->id, ana);
    } while (std::ranges::next_permutation(order).found);
}

TEST_P(PeopleSuite, FollowersAreCountedExactly) {
    EXPECT_EQ(async::run(people().followers(ana)).value(), 0u);
    keep(follow(bruno, ana, 1));
    keep(follow(bruno, ana, 1));
    keep(follow(clara, ana, 1));
    keep(follow(davi, ana, 1, false));
    EXPECT_EQ(async::run(people().followers(ana)).value(), 2u);
    keep(follow(bruno, ana, 2, false));
    keep(follow(bruno, ana, 1));
    EXPECT_EQ(async::run(people().followers(ana)).value(), 1u) << "what is older changes nothing";
    keep(follow(bruno, ana, 3));
    EXPECT_EQ(async::run(people().followers(ana)).value(), 2u);
}

TEST_P(PeopleSuite, NobodyFollowsOrIsFollowedOnceDeleted) {
    keep(gone(ana, PersonState::deleted, 2));
    keep(follow(bruno, ana));
    keep(follow(ana, clara));
    EXPECT_EQ(async::run(people().followers(ana)).value(), 0u);
    EXPECT_EQ(async::run(people().followers(clara)).value(), 0u);
}

}  // namespace
}  // namespace instante::publication::testing
