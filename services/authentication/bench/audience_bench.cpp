// How fast the SQLite stores are where it counts: an audience of 10,000 in pages, profiles, lists, follows.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "async/loops.hpp"
#include "async/pool.hpp"
#include "async/scope.hpp"
#include "authentication/outbound/messages/announcer.hpp"
#include "authentication/outbound/sqlite/stores.hpp"
#include "authentication/tests/people.hpp"

namespace instante::authentication {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::uint64_t people = 10'000;
constexpr std::uint64_t workers = 64;
constexpr std::size_t reads = 20'000;

void report(const char* what, std::size_t count, Steady::time_point begin) {
    const auto seconds = std::chrono::duration<double>(Steady::now() - begin).count();
    std::printf("%-34s %8zu in %7.3f s, %9.0f/s\n", what, count, seconds, static_cast<double>(count) / seconds);
}

template <class T>
void must(const Result<T>& result) {
    if (result) return;
    std::fprintf(stderr, "%s\n", result.error().note().c_str());
    std::abort();
}

/// Every 64th person from `first` joins with a device, and follows the first of all.
Task<Result<void>> join_some(Stores& stores, std::uint64_t first) {
    for (auto id = first; id <= people; id += workers) {
        auto account = testing::an_account(id, "user_" + std::to_string(id));
        account.session.device = testing::fcm("device-" + std::to_string(id));
        auto added = co_await stores.accounts->add(std::move(account));
        if (!added) co_return added.error();
    }
    co_return boost::system::in_place_value;
}

Task<Result<void>> follow_some(Stores& stores, std::uint64_t first) {
    for (auto id = first; id <= people; id += workers) {
        if (id == 1) continue;
        NewFollow follow{FollowId{id}, UserId{id}, UserId{1}, testing::noon, {}};
        auto followed = co_await stores.follows->follow(std::move(follow));
        if (!followed) co_return followed.error();
    }
    co_return boost::system::in_place_value;
}

Task<void> all(Stores& stores, Task<Result<void>> (*work)(Stores&, std::uint64_t)) {
    async::Scope scope{co_await async::this_loop()};
    for (std::uint64_t first = 1; first <= workers; ++first) scope.spawn(work(stores, first));
    must(co_await scope.join());
}

Task<void> page_audience(Stores& stores) {
    std::size_t found = 0;
    UserId after;
    while (true) {
        auto page = co_await stores.devices->followers_of(UserId{1}, after, 1000);
        must(page);
        found += page->items.size();
        if (!page->next) break;
        after = *page->next;
    }
    if (found != people - 1) std::abort();
}

Task<void> read_profiles(Stores& stores) {
    for (std::size_t index = 0; index < reads; ++index) must(co_await stores.people->by_id(UserId{1 + index * 7919 % people}));
}

Task<void> read_lists(Stores& stores) {
    for (std::size_t index = 0; index < reads / 10; ++index)
        must(co_await stores.follows->followers(UserId{1}, FollowId{9000}, 20));
}

void run(const std::filesystem::path& folder) {
    core::FixedClock clock{testing::noon};
    core::IdGenerator ids{clock, 1};
    auto database = sqlite::Database::open({.file = folder / "authentication.db"}, sqlite_schema());
    must(database);
    outbox::SqliteSource outbox{**database};
    async::Pool readers{{.name = "bench-read"}};
    auto stores = make_sqlite_stores(**database, outbox, readers, Announcer{ids, clock});
    async::Loops loops{1};
    const auto measure = [&](const char* what, std::size_t count, Task<void> work) {
        const auto begin = Steady::now();
        loops.run(0, std::move(work));
        report(what, count, begin);
    };
    measure("registrations, 64 at once", people, all(stores, join_some));
    measure("follows of one person, 64 at once", people - 1, all(stores, follow_some));
    measure("audience in pages of 1000", people - 1, page_audience(stores));
    measure("profiles by id", reads, read_profiles(stores));
    measure("pages of 20 followers", reads / 10, read_lists(stores));
    loops.stop();
}

}  // namespace
}  // namespace instante::authentication

int main() {
    auto pattern = (std::filesystem::temp_directory_path() / "instante-bench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) return 1;
    instante::authentication::run(pattern);
    std::filesystem::remove_all(pattern);
}
