#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "publication/domain/errors.hpp"
#include "publication/ports/neighbours.hpp"
#include "publication/tests/support/engine.hpp"
#include "publication/tests/support/flaky.hpp"
#include "publication/tests/support/stories.hpp"
#include "publication/usecases/answer_request.hpp"
#include "publication/usecases/edit.hpp"
#include "publication/usecases/own_media.hpp"
#include "publication/usecases/publish.hpp"
#include "publication/usecases/read.hpp"
#include "publication/usecases/rebuild.hpp"
#include "publication/usecases/remove.hpp"
#include "publication/usecases/spread.hpp"
#include "publication/usecases/worker.hpp"

namespace instante::publication::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Remembers what it was told.
class RecordingNeighbours final : public Neighbours {
public:
    Task<Result<void>> ask_people(std::optional<UserId> after) override {
        asked.push_back("people after " + (after ? to_string(*after) : "nobody"));
        co_return outcome;
    }
    Task<Result<void>> ask_follows(std::string cursor) override {
        asked.push_back("follows from " + (cursor.empty() ? "the beginning" : cursor));
        co_return outcome;
    }
    Task<Result<void>> answer(Asker asker, std::vector<Publication> publications) override {
        answered_to = asker.reply_to;
        answered = std::move(publications);
        co_return outcome;
    }

    Result<void> outcome;
    std::vector<std::string> asked;
    std::string answered_to;
    std::vector<Publication> answered;
};

class UseCases : public ::testing::Test {
protected:
    Added publish(PublicationCreated created) { return async::run(publish_(std::move(created))).value(); }

    std::unique_ptr<Engine> engine_ = make_memory_engine();
    Stores& stores_ = engine_->stores();
    core::FixedClock clock_{noon};
    core::IdGenerator ids_{clock_, 1};
    int woken_ = 0;
    Publish publish_{*stores_.publications, *stores_.people, 1, [this] { ++woken_; }};
    Edit edit_{*stores_.publications, clock_};
    Remove remove_{*stores_.publications, *stores_.reports};
    RemoveAll remove_all_{*stores_.removals, *stores_.people, ids_, [this] { ++woken_; }};
    KeepPeople keep_people_{*stores_.people, *stores_.removals, [this] { ++woken_; }};
    KeepFollows keep_follows_{*stores_.people};
    RecordingNeighbours neighbours_;
    Rebuild rebuild_{neighbours_, *stores_.people, keep_people_, keep_follows_};
};

TEST_F(UseCases, APublicationIsPulledWhenItsOwnersFollowersAreBeyondTheThreshold) {
    async::run(keep_follows_({follow(bruno, ana)})).value();
    publish(created(1, ana));
    async::run(keep_follows_({follow(clara, ana)})).value();
    publish(created(2, ana));
    const auto found = async::run(stores_.publications->find({PublicationId{1}, PublicationId{2}})).value();
    EXPECT_EQ(found[0].reach, Reach::push);
    EXPECT_EQ(found[1].reach, Reach::pull);
    EXPECT_EQ(publish(created(1, ana)), Added::complete) << "the same message again, whatever its reach would be now";
}

TEST_F(UseCases, WhatNoPublicationMayHoldIsRefused) {
    auto none = created(1, ana);
    none.publication.images.clear();
    EXPECT_EQ(async::run(publish_(none)).error().code(), no_photos);
}

TEST_F(UseCases, AnEditIsForTheOwnerAlone) {
    publish(created(1, ana));
    const Change change{.text = "new", .alts = {}};
    EXPECT_EQ(async::run(edit_(bruno, PublicationId{1}, change, {})).error().code(), core::forbidden);
    EXPECT_EQ(async::run(edit_(ana, PublicationId{2}, change, {})).error().code(), core::not_found);
    const auto edited = async::run(edit_(ana, PublicationId{1}, change, {})).value();
    EXPECT_EQ(edited.version, 2u);
    EXPECT_EQ(edited.edited_at, noon);
    EXPECT_EQ(async::run(edit_(ana, PublicationId{1}, change, {})).value().version, 2u) << "nothing new is said";
}

TEST_F(UseCases, MediaIsInUseWhileAPublicationShowsIt) {
    std::vector<std::string> keys{"p/no-id/a.jpg", "p/999/a.jpg"};
    for (std::uint64_t id = 1; id <= 150; ++id) {
        publish(created(id, ana));
        for (auto& key : media_keys(publication(id, ana))) keys.push_back(std::move(key));
    }
    OwnMedia own_media{*stores_.publications, *stores_.reports};
    const auto all = media_keys(publication(7, ana)).size() * 150;
    EXPECT_EQ(async::run(own_media(keys))->size(), all);
    async::run(remove_(ana, PublicationId{7}, {})).value();
    async::run(keep_people_({gone(ana, PersonState::disabled, 2)})).value();  // who may come back
    const auto left = async::run(own_media(keys)).value();
    EXPECT_EQ(left.size(), all - media_keys(publication(7, ana)).size());
    EXPECT_THAT(left, ::testing::Not(::testing::Contains(media_keys(publication(7, ana)).front())));
}

/// Somebody else changes the publication between reading and writing, so many times.
class Contended final : public PublicationStore {
public:
    Contended(PublicationStore& inner, int times) : inner_(inner), times_(times) {}
    Task<Result<void>> replace(PublicationUpdated updated) override {
        if (times_-- > 0) {
            std::vector<PublicationId> wanted{updated.publication.id};
            const auto current = co_await inner_.find(std::move(wanted));
            PublicationUpdated first{edited(current.value().front(), "other " + std::to_string(times_)), {}};
            auto other = co_await inner_.replace(std::move(first));
            static_cast<void>(other);
        }
        auto replaced = co_await inner_.replace(std::move(updated));
        co_return replaced;
    }
    Task<Result<Added>> add(PublicationCreated created) override { return inner_.add(std::move(created)); }
    Task<Result<void>> remove(UserId owner, std::vector<PublicationId> ids, core::Trace trace) override {
        return inner_.remove(owner, std::move(ids), std::move(trace));
    }
    Task<Result<std::vector<Publication>>> find(std::vector<PublicationId> ids) override { return inner_.find(std::move(ids)); }
    Task<Result<std::optional<Listed>>> look_up(PublicationId id) override { return inner_.look_up(id); }
    Task<Result<ListedPage>> by_owner(UserId owner, PublicationId before, std::size_t limit) override {
        return inner_.by_owner(owner, before, limit);
    }
    Task<Result<ListedPage>> newest(PublicationId before, std::size_t limit) override { return inner_.newest(before, limit); }

private:
    PublicationStore& inner_;
    int times_;
};

TEST_F(UseCases, AnEditBeginsAgainWhenAnotherCameFirst) {
    publish(created(1, ana));
    Contended thrice{*stores_.publications, 3};
    Edit edit{thrice, clock_};
    const Change change{.text = "mine", .alts = {}};
    const auto done = async::run(edit(ana, PublicationId{1}, change, {})).value();
    EXPECT_EQ(done.text, "mine");
    EXPECT_EQ(done.version, 5u);
    Contended always{*stores_.publications, 100};
    Edit hopeless{always, clock_};
    const Change again{.text = "mine again", .alts = {}};
    EXPECT_EQ(async::run(hopeless(ana, PublicationId{1}, again, {})).error().code(), outdated);
}

TEST_F(UseCases, ADeletionIsForTheOwnerAlone) {
    publish(created(1, ana));
    EXPECT_EQ(async::run(remove_(bruno, PublicationId{1}, {})).error().code(), core::forbidden);
    EXPECT_TRUE(async::run(remove_(ana, PublicationId{1}, {})));
    EXPECT_EQ(async::run(remove_(ana, PublicationId{1}, {})).error().code(), core::not_found);
}

TEST_F(UseCases, AllOfOnesOwnGoAtOnceByIdOrByName) {
    for (std::uint64_t id = 1; id <= 250; ++id) publish(created(id, ana));
    publish(created(300, bruno));
    EXPECT_EQ(async::run(remove_all_(ana, "102")).error().code(), core::forbidden);
    EXPECT_EQ(async::run(remove_all_(ana, "nobody")).error().code(), core::not_found);
    EXPECT_TRUE(async::run(remove_all_(ana, "User_101")));
    EXPECT_THAT(ids_of(async::run(stores_.publications->newest(beyond_newest, 10)).value().items), ElementsAre(300));
    EXPECT_TRUE(async::run(remove_all_(clara, "103"))) << "signed in, so known to be";
    EXPECT_THAT(async::run(stores_.removals->pending(10)).value(), IsEmpty());
}

TEST_F(UseCases, ARemovalThatIsCutShortIsCompletedInTheBackground) {
    for (std::uint64_t id = 1; id <= 150; ++id) publish(created(id, ana));
    Faults faults;
    auto flaky = make_flaky_stores(stores_, faults);
    RemoveAll remove_all{*flaky.removals, *flaky.people, ids_, [this] { ++woken_; }};
    faults.fail(3, Faults::When::before);
    EXPECT_FALSE(async::run(remove_all(ana, "101")));
    EXPECT_EQ(woken_, 1);
    CompleteRemovals complete{*stores_.removals};
    while (async::run(complete()).value()) {
    }
    EXPECT_THAT(async::run(stores_.publications->newest(beyond_newest, 10)).value().items, IsEmpty());
}

TEST_F(UseCases, AUsersListIsFoundByIdOrNameAndOfWhoIsGoneThereIsNone) {
    publish(created(1, ana));
    ListOfUser list{*stores_.publications, *stores_.people};
    const UserId nobody;
    EXPECT_THAT(ids_of(async::run(list("101", nobody, beyond_newest, 10)).value().items), ElementsAre(1));
    EXPECT_THAT(ids_of(async::run(list("USER_101", nobody, beyond_newest, 10)).value().items), ElementsAre(1));
    EXPECT_EQ(async::run(list("102", nobody, beyond_newest, 10)).error().code(), core::not_found);
    EXPECT_THAT(async::run(list("102", bruno, beyond_newest, 10)).value().items, IsEmpty()) << "the viewer exists";
    async::run(keep_people_({gone(ana, PersonState::disabled, 2)})).value();
    EXPECT_EQ(async::run(list("101", nobody, beyond_newest, 10)).error().code(), core::not_found);
    EXPECT_EQ(async::run(list("user_101", nobody, beyond_newest, 10)).error().code(), core::not_found);
    ReadPublication read{*stores_.publications};
    EXPECT_EQ(async::run(read(PublicationId{1})).error().code(), core::not_found);
}

TEST_F(UseCases, ADeletedPersonsRemovalBeginsADisabledOnesDoesNot) {
    async::run(keep_people_({gone(ana, PersonState::disabled, 2)})).value();
    EXPECT_THAT(async::run(stores_.removals->pending(10)).value(), IsEmpty());
    async::run(keep_people_({gone(ana, PersonState::deleted, 3)})).value();
    EXPECT_THAT(async::run(stores_.removals->pending(10)).value(), ElementsAre(Removal{ana, beyond_newest, true}));
    EXPECT_EQ(woken_, 1);
}

TEST_F(UseCases, ARebuildAsksPageByPageForPeopleAndThenForEdges) {
    async::run(rebuild_.start_if_empty()).value();
    async::run(rebuild_.hear_people({person(ana), person(bruno)}, bruno)).value();
    async::run(rebuild_.hear_people({person(clara)}, std::nullopt)).value();
    async::run(rebuild_.hear_follows({follow(ana, bruno)}, "\"abc\"")).value();
    async::run(rebuild_.hear_follows({follow(clara, bruno)}, "")).value();
    EXPECT_THAT(neighbours_.asked,
                ElementsAre("people after nobody", "people after 102", "follows from the beginning", "follows from \"abc\""));
    EXPECT_EQ(async::run(stores_.people->find({ana, bruno, clara})).value().size(), 3u);
    EXPECT_EQ(async::run(stores_.people->followers(bruno)).value(), 2u);
    async::run(rebuild_.start_if_empty()).value();
    EXPECT_EQ(neighbours_.asked.size(), 4u) << "it is not empty any more";
}

TEST_F(UseCases, APageOfARebuildIsHeardAgainWhenTheNextCannotBeAskedFor) {
    neighbours_.outcome = core::Error{core::engine_away};
    EXPECT_FALSE(async::run(rebuild_.hear_people({person(ana)}, ana)));
    EXPECT_FALSE(async::run(rebuild_.start()));
}

TEST_F(UseCases, ManyEdgesAreKeptInPieces) {
    std::vector<Follow> edges;
    for (std::uint64_t reader = 1000; reader < 1333; ++reader) edges.push_back(follow(UserId{reader}, ana));
    async::run(keep_follows_(edges)).value();
    EXPECT_EQ(async::run(stores_.people->followers(ana)).value(), 333u);
}

TEST_F(UseCases, ARequestIsAnsweredWithWhatExistsOfPeopleWhoAreNotGone) {
    for (std::uint64_t id = 1; id <= 120; ++id) publish(created(id, ana));
    publish(created(200, bruno));
    async::run(keep_people_({gone(bruno, PersonState::disabled, 2)})).value();
    std::vector<PublicationId> wanted{PublicationId{200}, PublicationId{999}};
    for (std::uint64_t id = 1; id <= 120; ++id) wanted.push_back(PublicationId{id});
    AnswerRequest answer{*stores_.publications, neighbours_};
    async::run(answer({"publication-data.test", "7", {}}, wanted)).value();
    EXPECT_EQ(neighbours_.answered.size(), 120u);
    EXPECT_EQ(neighbours_.answered_to, "publication-data.test");
}

/// Runs `worker` until `done`, which it is told at the end of each round.
struct Rounds {
    std::vector<Result<bool>> outcomes;
    std::size_t count = 0;
    std::vector<core::Error> told;

    Task<Result<bool>> next() {
        if (count == outcomes.size()) throw std::runtime_error{"enough"};
        auto outcome = outcomes[count++];
        co_return outcome;
    }
};

TEST(Worker, GoesOnAtOnceWhileThereIsMoreAndAfterAPauseWhenARoundFailed) {
    boost::asio::io_context loop;
    Rounds rounds{{true, core::Error{core::engine_away}, core::Error{core::engine_away}, false}, 0, {}};
    using namespace std::chrono_literals;
    Worker worker{loop.get_executor(),
                  [&] { return rounds.next(); },
                  [&](const core::Error& failure) { rounds.told.push_back(failure); },
                  {.idle = 1ms, .first_failure = 1ms, .longest = 2ms}};
    std::exception_ptr ended;
    boost::asio::co_spawn(loop, worker.run(), [&](std::exception_ptr failure, const Result<void>&) { ended = failure; });
    loop.run();
    EXPECT_TRUE(ended) << "only an exception ends it";
    EXPECT_EQ(rounds.count, 4u);
    EXPECT_EQ(rounds.told.size(), 2u);
}

TEST(Worker, BeginsAtOnceWhenItIsWoken) {
    boost::asio::io_context loop;
    Rounds rounds{{false}, 0, {}};
    using namespace std::chrono_literals;
    Worker worker{loop.get_executor(), [&] { return rounds.next(); }, [](const core::Error&) {}, {.idle = 1h}};
    std::exception_ptr ended;
    boost::asio::co_spawn(loop, worker.run(), [&](std::exception_ptr failure, const Result<void>&) { ended = failure; });
    worker.wake();
    loop.run();  // for an hour, if it were not woken
    EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace instante::publication::testing
