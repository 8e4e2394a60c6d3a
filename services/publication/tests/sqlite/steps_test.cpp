#include "sqlite/steps.hpp"

#include <gtest/gtest.h>

#include "blob/testing/temporary_folder.hpp"
#include "publication/tests/support/engine.hpp"
#include "publication/tests/support/stories.hpp"

namespace instante::publication::testing {
namespace {

constexpr std::size_t page_size = 20;
constexpr std::size_t profile_size = 10;

/// Steps of SQLite's virtual machine that a page takes.
struct Cost {
    std::uint64_t feed = 0;
    std::uint64_t profile = 0;

    friend bool operator==(const Cost&, const Cost&) = default;
};

template <class Read>
std::uint64_t steps_of(Read read, std::size_t items) {
    const auto before = sqlite::steps();
    EXPECT_EQ(async::run(read()).value().items.size(), items);
    return sqlite::steps() - before;
}

/// Of a reader who follows ten authors, among so many times ten who have published ten each; nothing has been read before.
Cost cost_among(std::uint64_t times) {
    const blob::TemporaryFolder folder;
    const auto engine = make_sqlite_engine(folder.path());
    auto& stores = engine->stores();
    const std::uint64_t authors = 10 * times;
    std::vector<Follow> edges;
    for (std::uint64_t author = 1; author <= authors; ++author) {
        async::run(stores.people->keep({person(UserId{author})})).value();
        for (std::uint64_t next = 1; next <= 5; ++next)
            edges.push_back(follow(UserId{author}, UserId{1 + (author + next) % authors}));
    }
    for (std::uint64_t author = 1; author <= 10; ++author) edges.push_back(follow(ana, UserId{author}));
    async::run(stores.people->keep({person(ana)})).value();
    async::run(stores.people->keep_follows(edges)).value();
    for (std::uint64_t id = 1; id <= 100 * times; ++id)
        async::run(stores.publications->add(created(1000 + id, UserId{1 + (id / 2) % authors}))).value();
    for (std::uint64_t id = 1; id <= page_size; ++id)
        async::run(stores.publications->add(created(100'000 + id, UserId{1 + id % 10}))).value();
    return {steps_of([&] { return stores.timelines->page(ana, beyond_newest, page_size); }, page_size),
            steps_of([&] { return stores.publications->by_owner(UserId{1}, beyond_newest, profile_size); }, profile_size)};
}

TEST(Steps, APageTakesAsManyHoweverMuchThereIs) {
    const auto usual = cost_among(1);
    const auto tenfold = cost_among(10);
    EXPECT_EQ(tenfold, usual) << usual.feed << " and " << tenfold.feed << "; " << usual.profile << " and " << tenfold.profile;
    EXPECT_GT(usual.feed, 100u);
}

}  // namespace
}  // namespace instante::publication::testing
