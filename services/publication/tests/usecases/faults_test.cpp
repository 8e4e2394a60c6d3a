#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "publication/tests/support/engine.hpp"
#include "publication/tests/support/flaky.hpp"
#include "publication/tests/support/stories.hpp"
#include "publication/usecases/edit.hpp"
#include "publication/usecases/keep_people.hpp"
#include "publication/usecases/publish.hpp"
#include "publication/usecases/remove.hpp"
#include "publication/usecases/spread.hpp"

namespace instante::publication::testing {
namespace {

/// What can be seen of a life from outside when it is over.
struct Outcome {
    std::vector<std::uint64_t> feed_of_reader;
    std::vector<std::uint64_t> feed_of_clara;
    std::string text;
    std::map<std::string, std::size_t> announced;

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// A short life of three people over stores whose writes fail now and then; what failed is done again, as a queue and a client
/// do.
class Life {
public:
    explicit Life(Engine& engine) : engine_(engine) {}

    Outcome live() {
        keep({person(ana), person(bruno), person(clara)});
        std::vector<Follow> edges{follow(bruno, ana), follow(clara, bruno)};
        for (std::uint64_t reader = 1000; reader < 1110; ++reader) edges.push_back(follow(UserId{reader}, ana));
        insist_on([&] { return keep_follows_(edges); });
        for (std::uint64_t id = 1; id <= 4; ++id) insist<Added>([&] { return publish_(created(id, ana)); });
        insist<Added>([&] { return publish_(created(5, bruno)); });
        spread();
        insist<Publication>([&] { return edit_(ana, PublicationId{1}, {.text = "edited", .alts = {}}, {}); });
        remove_publication(ana, PublicationId{2});
        keep({gone(bruno, PersonState::deleted, 2)});
        while (insist<bool>([&] { return complete_(); })) {
        }
        return outcome();
    }

    Faults faults;

private:
    template <class T>
    T insist(const std::function<Task<Result<T>>()>& work) {
        for (int attempt = 0; attempt < 5; ++attempt)
            if (auto done = async::run(work())) return std::move(*done);
        throw std::runtime_error{"it never succeeds"};
    }
    void insist_on(const std::function<Task<Result<void>>()>& work) {
        for (int attempt = 0; attempt < 5; ++attempt)
            if (async::run(work())) return;
        throw std::runtime_error{"it never succeeds"};
    }
    void keep(const std::vector<Person>& people) {
        insist_on([&] { return keep_people_(people); });
    }
    void remove_publication(UserId owner, PublicationId id) {
        const auto first = async::run(remove_(owner, id, {}));
        if (first) return;
        const auto second = async::run(remove_(owner, id, {}));
        if (!second) EXPECT_EQ(second.error().code(), core::not_found) << "the answer was lost, not the deed";
    }
    void spread() {
        while (insist<bool>([&] { return spread_(); })) {
        }
    }
    Outcome outcome() {
        Outcome seen{engine_.feed(UserId{1000}), engine_.feed(clara), {}, {}};
        seen.text = async::run(engine_.stores().publications->find({PublicationId{1}})).value().front().text;
        for (const auto& outgoing : engine_.messages()) ++seen.announced[outgoing.message.type];
        return seen;
    }

    Engine& engine_;
    core::FixedClock clock_{noon};
    Stores stores_ = make_flaky_stores(engine_.stores(), faults);
    Publish publish_{*stores_.publications, *stores_.people, 100, [] {}};
    Edit edit_{*stores_.publications, clock_};
    Remove remove_{*stores_.publications, *stores_.reports};
    Spread spread_{*stores_.timelines};
    CompleteRemovals complete_{*stores_.removals};
    KeepPeople keep_people_{*stores_.people, *stores_.removals, [] {}};
    KeepFollows keep_follows_{*stores_.people};
};

class FaultsTest : public ::testing::TestWithParam<Adapter> {};
INSTANTIATE_TEST_SUITE_P(Adapters, FaultsTest, ::testing::ValuesIn(adapters()),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(FaultsTest, WhicheverWriteFailsNothingIsLostAndNothingHalfDone) {
    const auto calm = GetParam().make();
    const auto expected = Life{*calm}.live();
    EXPECT_THAT(expected.feed_of_reader, ::testing::ElementsAre(4, 3, 1));
    EXPECT_THAT(expected.feed_of_clara, ::testing::IsEmpty());
    EXPECT_EQ(expected.announced.at("publication.deleted.v1"), 2u);
    EXPECT_EQ(expected.announced.at("user.purged.v1"), 1u);
    for (int nth = 1; nth < 100; ++nth)
        for (const auto when : {Faults::When::before, Faults::When::after}) {
            const auto engine = GetParam().make();
            Life life{*engine};
            life.faults.fail(nth, when);
            EXPECT_EQ(life.live(), expected) << "write " << nth << (when == Faults::When::before ? " before" : " after");
            if (!life.faults.struck()) return;
        }
}

}  // namespace
}  // namespace instante::publication::testing
