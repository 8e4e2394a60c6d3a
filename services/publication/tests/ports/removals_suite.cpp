#include "publication/tests/ports/suite.hpp"

namespace instante::publication::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RemovalsSuite : public StoreSuite {
protected:
    void begin(Removal removal) { async::run(removals().begin(removal)).value(); }
    bool advance(Removal removal, std::size_t chunk) { return async::run(removals().advance(removal, chunk)).value(); }
    std::vector<std::uint64_t> left(UserId owner) {
        return ids_of(async::run(publications().by_owner(owner, beyond_newest, 100)).value().items);
    }
};
INSTANTIATE_TEST_SUITE_P(Adapters, RemovalsSuite, ::testing::ValuesIn(adapters()), adapter_name);

TEST_P(RemovalsSuite, ARemovalIsKeptPieceByPieceUntilItsEnd) {
    for (std::uint64_t id = 1; id <= 7; ++id) add(created(id, ana));
    add(created(8, bruno));
    const Removal removal{ana, PublicationId{6}};
    begin(removal);
    EXPECT_THAT(async::run(removals().pending(10)).value(), ElementsAre(removal));
    EXPECT_FALSE(advance(removal, 4));
    EXPECT_THAT(left(ana), ElementsAre(7, 2, 1));
    EXPECT_TRUE(advance(removal, 4));
    EXPECT_THAT(left(ana), ElementsAre(7));
    EXPECT_THAT(left(bruno), ElementsAre(8));
    EXPECT_THAT(async::run(removals().pending(10)).value(), IsEmpty());
    EXPECT_TRUE(advance(removal, 4)) << "nothing is left to do";
    EXPECT_EQ(engine->messages("publication.deleted.v1").size(), 6u);
    EXPECT_THAT(engine->messages("user.purged.v1"), IsEmpty());
}

TEST_P(RemovalsSuite, WhatComesLateIsNotAddedAnyMore) {
    begin({ana, PublicationId{5}});
    EXPECT_EQ(add(created(5, ana)), Added::refused);
    engine->settle();
    EXPECT_EQ(add(created(4, ana)), Added::refused);
    EXPECT_EQ(add(created(6, ana)), Added::complete);
    EXPECT_EQ(add(created(3, bruno)), Added::complete);
}

TEST_P(RemovalsSuite, APromiseIsWidenedNeverNarrowed) {
    begin({ana, PublicationId{5}, true});
    begin({ana, PublicationId{3}, false});
    EXPECT_THAT(async::run(removals().pending(10)).value(), ElementsAre(Removal{ana, PublicationId{5}, true}));
}

TEST_P(RemovalsSuite, OfADeletedPersonNothingIsLeftAndThatIsTold) {
    for (std::uint64_t id = 1; id <= 5; ++id) add(created(id, ana));
    add(created(6, bruno));
    for (std::uint64_t reader = 1000; reader < 1010; ++reader) keep(follow(UserId{reader}, ana));
    keep(follow(ana, bruno));
    keep(follow(ana, clara));
    keep(gone(ana, PersonState::deleted, 2));
    begin({ana, beyond_newest, true});
    engine->settle();
    EXPECT_EQ(async::run(people().followers(ana)).value(), 0u);
    EXPECT_EQ(async::run(people().followers(bruno)).value(), 0u);
    EXPECT_THAT(engine->feed(ana), IsEmpty());
    EXPECT_EQ(engine->messages("publication.deleted.v1").size(), 5u);
    EXPECT_EQ(engine->messages("user.purged.v1").size(), 1u);

    begin({ana, beyond_newest, true});
    engine->settle();
    EXPECT_EQ(engine->messages("user.purged.v1").size(), 2u) << "authentication asks until it has heard";
}

}  // namespace
}  // namespace instante::publication::testing
