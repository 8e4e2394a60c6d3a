#include "publication/tests/ports/suite.hpp"

namespace instante::publication::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TimelinesSuite : public StoreSuite {
protected:
    std::vector<std::uint64_t> feed(UserId viewer, std::size_t limit = 20) { return engine->feed(viewer, limit); }
    /// `count` ids down from `newest`.
    static std::vector<std::uint64_t> down_from(std::uint64_t newest, std::uint64_t count) {
        std::vector<std::uint64_t> ids;
        for (std::uint64_t i = 0; i < count; ++i) ids.push_back(newest - i);
        return ids;
    }
};
INSTANTIATE_TEST_SUITE_P(Adapters, TimelinesSuite, ::testing::ValuesIn(adapters()), adapter_name);

TEST_P(TimelinesSuite, AFeedHoldsOnesOwnAndTheFollowedPeoplesNewestFirst) {
    keep(follow(ana, bruno));
    keep(follow(ana, clara));
    add(created(1, bruno));
    add(created(2, ana));
    add(created(3, davi));
    add(created(4, clara));
    engine->settle();
    EXPECT_THAT(feed(ana), ElementsAre(4, 2, 1));
    EXPECT_THAT(feed(ana, 1), ElementsAre(4, 2, 1));
    EXPECT_THAT(feed(bruno), ElementsAre(1));
    EXPECT_THAT(feed(UserId{999}), IsEmpty());
    const auto page = async::run(timelines().page(ana, PublicationId{4}, 2)).value();
    EXPECT_THAT(page.items, ElementsAre(Listed{PublicationId{2}, ana, 1, 1}, Listed{PublicationId{1}, bruno, 1, 1}));
    EXPECT_FALSE(page.next);
}

TEST_P(TimelinesSuite, AFollowBringsWhatWasPublishedBefore) {
    add(created(1, bruno));
    add(created(2, bruno, "text", Reach::pull));
    EXPECT_THAT(feed(ana), IsEmpty());
    keep(follow(ana, bruno));
    EXPECT_THAT(feed(ana), ElementsAre(2, 1));
}

TEST_P(TimelinesSuite, AnUnfollowHidesAtOnceAndANewFollowShowsAgain) {
    keep(follow(ana, bruno, 1));
    add(created(1, bruno));
    engine->settle();
    keep(follow(ana, bruno, 2, false));
    EXPECT_THAT(feed(ana), IsEmpty());
    add(created(2, bruno));
    engine->settle();
    EXPECT_THAT(feed(ana), IsEmpty());
    keep(follow(ana, bruno, 3));
    EXPECT_THAT(feed(ana), ElementsAre(2, 1));
}

TEST_P(TimelinesSuite, PushedAndPulledPublicationsStandTogetherEachOnce) {
    keep(follow(ana, bruno));
    keep(follow(ana, clara));
    add(created(1, bruno, "text", Reach::pull));
    add(created(2, clara));
    add(created(3, bruno));
    add(created(4, bruno, "text", Reach::pull));
    add(created(5, clara));
    add(created(6, ana, "text", Reach::pull));
    keep(follow(davi, bruno));
    engine->settle();
    EXPECT_THAT(feed(ana), ElementsAre(6, 5, 4, 3, 2, 1));
    EXPECT_THAT(feed(ana, 2), ElementsAre(6, 5, 4, 3, 2, 1));
    EXPECT_THAT(feed(davi, 2), ElementsAre(4, 3, 1));
}

TEST_P(TimelinesSuite, OneWhoFollowsAPullAuthorLaterSeesWhatTheyPublishThen) {
    add(created(1, bruno, "text", Reach::pull));
    keep(follow(ana, bruno));
    add(created(2, bruno, "text", Reach::pull));
    engine->settle();
    EXPECT_THAT(feed(ana), ElementsAre(2, 1));
    keep(follow(ana, bruno, 2, false));
    EXPECT_THAT(feed(ana), IsEmpty());
}

TEST_P(TimelinesSuite, WhatIsDeletedIsInNoFeedAndWhatIsEditedInItsNewVersion) {
    keep(follow(ana, bruno));
    for (std::uint64_t id = 1; id <= 4; ++id) add(created(id, bruno, "text", id % 2 == 0 ? Reach::pull : Reach::push));
    engine->settle();
    remove(1, bruno);
    remove(2, bruno);
    EXPECT_THAT(feed(ana), ElementsAre(4, 3));
    async::run(publications().replace({edited(publication(3, bruno), "new"), {}})).value();
    keep(person(bruno, 8));
    const auto page = async::run(timelines().page(ana, PublicationId{4}, 1)).value();
    EXPECT_THAT(page.items, ElementsAre(Listed{PublicationId{3}, bruno, 2, 8}));
}

TEST_P(TimelinesSuite, NobodySeesPeopleWhoAreGone) {
    keep(follow(ana, bruno));
    add(created(1, bruno));
    add(created(2, bruno, "text", Reach::pull));
    engine->settle();
    keep(gone(bruno, PersonState::disabled, 2));
    EXPECT_THAT(feed(ana), IsEmpty());
    EXPECT_THAT(feed(bruno), IsEmpty());
    keep(person(bruno, 3));
    EXPECT_THAT(feed(ana), ElementsAre(2, 1));
}

TEST_P(TimelinesSuite, AllOfAnAuthorWithManyPublicationsIsReachedByPaging) {
    for (std::uint64_t id = 1; id <= 250; ++id) add(created(id, bruno));
    add(created(251, clara));
    keep(follow(ana, clara));
    keep(follow(ana, bruno));
    EXPECT_EQ(feed(ana, 20), down_from(251, 251));
    add(created(252, bruno));
    engine->settle();
    EXPECT_EQ(feed(ana, 100), down_from(252, 252));
    keep(follow(ana, bruno, 2, false));
    EXPECT_THAT(feed(ana), ElementsAre(251));
}

TEST_P(TimelinesSuite, AFeedBeyondWhatATimelineKeepsIsReadToItsEnd) {
    keep(follow(ana, bruno));
    keep(follow(ana, clara));
    const std::uint64_t count = timeline_limit + 300;
    for (std::uint64_t id = 1; id <= count; ++id) add(created(id, id % 3 == 0 ? clara : bruno));
    engine->settle();
    EXPECT_EQ(feed(ana, 100), down_from(count, count));
}

TEST_P(TimelinesSuite, AFeedFullOfPeopleWhoAreNoLongerFollowedStillReachesTheOthers) {
    keep(follow(ana, bruno));
    keep(follow(ana, clara));
    add(created(1, clara));
    for (std::uint64_t id = 2; id <= 400; ++id) add(created(id, bruno));
    engine->settle();
    keep(follow(ana, bruno, 2, false));
    EXPECT_THAT(feed(ana), ElementsAre(1));
}

TEST_P(TimelinesSuite, EveryFollowerIsReachedHoweverManyThereAre) {
    for (std::uint64_t reader = 1000; reader < 1250; ++reader) keep(follow(UserId{reader}, ana));
    add(created(1, ana));
    add(created(2, ana, "text", Reach::pull));
    engine->settle();
    EXPECT_THAT(async::run(timelines().pending(10)).value(), IsEmpty());
    for (std::uint64_t reader = 1000; reader < 1250; ++reader) EXPECT_THAT(feed(UserId{reader}), ElementsAre(2, 1)) << reader;
}

TEST_P(TimelinesSuite, APublicationThatIsDeletedWhileItSpreadsIsDone) {
    for (std::uint64_t reader = 1000; reader < 1150; ++reader) keep(follow(UserId{reader}, ana));
    add(created(1, ana));
    remove(1, ana);
    EXPECT_TRUE(async::run(timelines().advance({PublicationId{1}, ana, UserId{}}, 10)).value());
    EXPECT_THAT(async::run(timelines().pending(10)).value(), IsEmpty());
}

}  // namespace
}  // namespace instante::publication::testing
