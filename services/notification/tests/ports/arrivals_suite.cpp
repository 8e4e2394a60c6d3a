#include "notification/tests/ports/stores_suite.hpp"

namespace instante::notification {
namespace {

using namespace samples;
using std::chrono_literals::operator""ms;
using testing::ValuesIn;

using Ids = std::vector<NotificationId>;

/// In which order entries came, and how a listener goes on from a place in it.
class ArrivalsSuite : public StoresSuite {};

TEST_P(ArrivalsSuite, NothingHasComeIntoAnEmptyInbox) {
    const auto place = place_of(carla);
    EXPECT_EQ(place.arrival, Arrival{});
    EXPECT_EQ(place.entry, NotificationId{});
    EXPECT_TRUE(since(carla, place.arrival).empty());
    tell(id_at(1ms), {reader(carla)});
    EXPECT_EQ(since(carla, place.arrival), Ids{id_at(1ms)});
}

TEST_P(ArrivalsSuite, GoesOnAfterAnEntry) {
    for (const auto at : {1ms, 2ms, 3ms}) tell(id_at(at), {reader(carla), reader(davi)});
    EXPECT_EQ(since(carla, place_of(carla, id_at(1ms)).arrival), (Ids{id_at(2ms), id_at(3ms)}));
    EXPECT_TRUE(since(carla, place_of(carla).arrival).empty());
    EXPECT_EQ(place_of(carla).entry, id_at(3ms));
}

TEST_P(ArrivalsSuite, WhatIsSpreadLaterComesLaterThoughItWasMadeEarlier) {
    open(published(id_at(1ms)));
    tell(id_at(2ms), {reader(carla)});
    const auto place = place_of(carla);
    EXPECT_EQ(place.entry, id_at(2ms));
    spread(page(id_at(1ms), {reader(carla)}));
    EXPECT_EQ(since(carla, place.arrival), Ids{id_at(1ms)});
    EXPECT_EQ(since(carla, place_of(carla, id_at(2ms)).arrival), Ids{id_at(1ms)}) << "by the id alone it would be lost";
    EXPECT_EQ(since(carla, {}), (Ids{id_at(2ms), id_at(1ms)}));
    EXPECT_EQ(place_of(carla).entry, id_at(1ms));
}

TEST_P(ArrivalsSuite, ARepeatedPageDoesNotComeAgain) {
    tell(id_at(1ms), {reader(carla)});
    const auto place = place_of(carla);
    spread(page(id_at(1ms), {reader(carla)}));
    EXPECT_TRUE(since(carla, place.arrival).empty());
}

TEST_P(ArrivalsSuite, AnEntryThatIsGoneStandsBeforeAllNewerOnes) {
    for (const auto at : {1ms, 2ms, 3ms}) tell(id_at(at), {reader(carla)});
    ASSERT_TRUE(async::run(stores().notifications->hide(PublicationId{id_at(1ms).value})));
    ASSERT_FALSE(async::run(stores().notifications->clear_hidden(100)).value());
    const auto place = place_of(carla, id_at(1ms));
    EXPECT_EQ(place.entry, id_at(1ms));
    EXPECT_EQ(since(carla, place.arrival), (Ids{id_at(2ms), id_at(3ms)}));
    EXPECT_TRUE(since(carla, place_of(carla, id_at(9ms)).arrival).empty()) << "nothing is newer";
    EXPECT_EQ(since(carla, place_of(carla, NotificationId{}).arrival), (Ids{id_at(2ms), id_at(3ms)}));
}

TEST_P(ArrivalsSuite, GoesOnWithoutGapsOrDoubles) {
    for (int i = 1; i <= 7; ++i) tell(id_at(std::chrono::milliseconds{i}), {reader(carla)});
    Ids all;
    ArrivalQuery query{.user = carla, .after = {}, .oldest = {}, .limit = 3};
    for (;;) {
        const auto came = async::run(stores().inboxes->since(query)).value();
        if (came.entries.empty()) {
            EXPECT_EQ(came.last, query.after);
            break;
        }
        for (const auto& entry : came.entries) all.push_back(entry.id);
        query.after = came.last;
    }
    ASSERT_EQ(all.size(), 7u);
    for (int i = 0; i < 7; ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)], id_at(std::chrono::milliseconds{i + 1}));
}

TEST_P(ArrivalsSuite, ShowsWhatAPageShows) {
    for (const auto at : {1ms, 2ms}) tell(id_at(at), {reader(carla)});
    tell(id_at(3ms), {reader(carla)}, bruno);
    mark(carla, id_at(1ms));
    ASSERT_TRUE(async::run(stores().notifications->hide(PublicationId{id_at(2ms).value})));
    ASSERT_TRUE(async::run(stores().people->disable(bruno.id, 2)));
    const auto came = async::run(stores().inboxes->since({.user = carla, .after = {}, .oldest = {}, .limit = 20})).value();
    ASSERT_EQ(came.entries.size(), 1u);
    EXPECT_EQ(came.entries[0], inbox(carla).items.at(0));
    EXPECT_TRUE(came.entries[0].read);
    const ArrivalQuery recent{.user = carla, .after = {}, .oldest = id_at(2ms), .limit = 20};
    EXPECT_TRUE(async::run(stores().inboxes->since(recent)).value().entries.empty());
}

INSTANTIATE_TEST_SUITE_P(Engines, ArrivalsSuite, ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace instante::notification
