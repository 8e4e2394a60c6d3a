#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "blob/testing/temporary_folder.hpp"
#include "publication/outbound/sqlite/schema.hpp"
#include "publication/outbound/sqlite/timeline_rows.hpp"
#include "publication/tests/support/engine.hpp"
#include "publication/tests/support/stories.hpp"

namespace instante::publication::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TimelineRows : public ::testing::Test {
protected:
    void open() { engine_ = make_sqlite_engine(folder_.path()); }
    /// A number that the file holds, read once its engine is closed.
    std::int64_t number(std::string_view sql) {
        engine_.reset();
        const auto database = sqlite::Database::open({.file = folder_.path() / "publication.db"}, sqlite_schema()).value();
        const auto reading = database->reading();
        auto row = reading.connection().prepare(sql);
        return row.step() ? row.integer(0) : -1;
    }
    void add(std::uint64_t id, UserId owner, Reach reach = Reach::push) {
        async::run(engine_->stores().publications->add(created(id, owner, "text", reach))).value();
    }
    void keep(Follow edge) { async::run(engine_->stores().people->keep_follows({edge})).value(); }

    blob::TemporaryFolder folder_;
    std::unique_ptr<Engine> engine_ = make_sqlite_engine(folder_.path());
};

TEST_F(TimelineRows, ATimelineIsTrimmedAsItGrowsAndItsFloorRises) {
    keep(follow(ana, bruno));
    for (std::uint64_t id = 1; id <= timeline_limit + 500; ++id) add(id, bruno);
    const auto entries = number("select count(*) from timeline where user = 101");
    EXPECT_GE(entries, static_cast<std::int64_t>(timeline_limit));
    EXPECT_LT(entries, static_cast<std::int64_t>(timeline_limit + 450)) << "one entry in 64 trims";
    EXPECT_EQ(number("select floor from timeline_floor where user = 101"),
              number("select min(publication) - 1 from timeline where user = 101"));
}

TEST_F(TimelineRows, ABackFillThatLeavesSomethingOutRaisesTheFloor) {
    for (std::uint64_t id = 1; id <= 100; ++id) add(id, bruno);
    keep(follow(ana, bruno));
    add(101, bruno);
    keep(follow(clara, bruno));
    EXPECT_EQ(number("select count(*) from timeline_floor where user = 101"), 0) << "all was brought";
    EXPECT_EQ(number("select floor from timeline_floor where user = 103"), 2);
}

TEST_F(TimelineRows, AFanOutGoesOnAfterACrashInItsMiddle) {
    for (std::uint64_t reader = 1000; reader < 1350; ++reader) keep(follow(UserId{reader}, ana));
    add(1, ana);
    add(2, ana, Reach::pull);
    auto pending = async::run(engine_->stores().timelines->pending(10)).value();
    ASSERT_THAT(pending, ElementsAre(FanOut{PublicationId{1}, ana, UserId{1099}}, FanOut{PublicationId{2}, ana, UserId{1099}}));
    EXPECT_FALSE(async::run(engine_->stores().timelines->advance(pending.front(), 50)).value());
    EXPECT_FALSE(async::run(engine_->stores().timelines->advance(pending.front(), 50)).value()) << "the same again goes on";

    open();
    pending = async::run(engine_->stores().timelines->pending(10)).value();
    ASSERT_THAT(pending, ElementsAre(FanOut{PublicationId{1}, ana, UserId{1199}}, FanOut{PublicationId{2}, ana, UserId{1099}}));
    engine_->settle();
    EXPECT_THAT(async::run(engine_->stores().timelines->pending(10)).value(), IsEmpty());
    for (std::uint64_t reader = 1000; reader < 1350; ++reader)
        EXPECT_THAT(engine_->feed(UserId{reader}), ElementsAre(2, 1)) << reader;
}

TEST_F(TimelineRows, FollowersOfAPullAuthorAreMarkedOnceNotAtEachPublication) {
    for (std::uint64_t reader = 1000; reader < 1150; ++reader) keep(follow(UserId{reader}, ana));
    add(1, ana, Reach::pull);
    engine_->settle();
    add(2, ana, Reach::pull);
    EXPECT_THAT(async::run(engine_->stores().timelines->pending(10)).value(), IsEmpty());
    EXPECT_EQ(number("select count(*) from follow where pulled = 1"), 150);
    EXPECT_EQ(number("select count(*) from timeline"), 2) << "their owner's alone";
}

TEST_F(TimelineRows, NothingOfADeletedPersonIsLeft) {
    keep(follow(ana, bruno));
    keep(follow(bruno, ana));
    keep(follow(clara, ana, 1, false));
    add(1, ana, Reach::pull);
    add(2, bruno);
    async::run(engine_->stores().people->keep({gone(ana, PersonState::deleted, 2)})).value();
    async::run(engine_->stores().removals->begin({ana, beyond_newest, true})).value();
    engine_->settle();
    for (const auto* rest :
         {"select count(*) from follow", "select count(*) from publication where owner = 101",
          "select count(*) from timeline where user = 101", "select count(*) from follower_count where user = 101",
          "select count(*) from pull_author", "select count(*) from person where id = 101 and name <> ''"})
        EXPECT_EQ(number(rest), 0) << rest;
    EXPECT_EQ(number("select followers from follower_count where user = 102"), 0);
}

}  // namespace
}  // namespace instante::publication::testing
