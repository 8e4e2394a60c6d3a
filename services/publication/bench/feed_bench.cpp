// What a page of a feed costs: its reading, its JSON, and the whole handler without a socket. Prints µs of CPU per page of 20.
#include <cstdio>
#include <ctime>
#include <functional>
#include <random>

#include "async/scope.hpp"
#include "blob/testing/temporary_folder.hpp"
#include "publication/inbound/http/routes.hpp"
#include "publication/tests/support/engine.hpp"
#include "publication/tests/support/world.hpp"

namespace instante::publication::testing {
namespace {

constexpr std::uint64_t authors = 200;
constexpr std::uint64_t publications = 4000;
constexpr std::size_t page_size = 20;
constexpr UserId reader{500'000};

double cpu_us() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

void measure(const char* name, const std::function<void()>& work) {
    constexpr int rounds = 5000;
    for (int i = 0; i < rounds / 10; ++i) work();
    const auto begin = cpu_us();
    for (int i = 0; i < rounds; ++i) work();
    std::printf("%-28s %8.1f us\n", name, (cpu_us() - begin) / rounds);
}

/// Runs `work` for 0..count−1 at the same time, so that the writes are committed together.
template <class Work>
Task<void> all_at_once(std::uint64_t count, Work work) {
    auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    for (std::uint64_t i = 0; i < count; ++i) scope.spawn(work(i));
    auto ended = co_await scope.join();
    if (!ended) std::printf("failed: %s\n", ended.error().note().c_str());
}

Task<Result<void>> publish(PublicationStore& store, std::uint64_t id) {
    auto added = co_await store.add(created(id, UserId{1 + id % authors}, "A short text about a photo"));
    if (!added) co_return added.error();
    co_return Result<void>{};
}

Task<Result<void>> follow_all(People& people, std::uint64_t author) {
    std::vector<Follow> edges{follow(reader, UserId{1 + author})};
    return people.keep_follows(std::move(edges));
}

void run(Engine& engine) {
    auto& stores = engine.stores();
    async::run(all_at_once(authors, [&](std::uint64_t i) { return follow_all(*stores.people, i); }));
    async::run(all_at_once(publications, [&](std::uint64_t i) { return publish(*stores.publications, 1000 + i); }));

    World world;
    const blob::Urls urls{"https://cdn.example.org", ""};
    ListNewest list_newest{*stores.publications};
    ListOfUser list_of_user{*stores.publications, *stores.people};
    ReadFeed read_feed{*stores.timelines};
    ReadPublication read_publication{*stores.publications};
    ReadContent read_content{*stores.publications, *stores.people};
    Edit edit{*stores.publications, world.clock};
    Remove remove{*stores.publications, *stores.reports};
    core::IdGenerator ids{world.clock, 1};
    RemoveAll remove_all{*stores.removals, *stores.people, ids, [] {}};
    PublicationView view{read_content, urls, world.metrics};
    HttpHandlers handlers{{list_newest, list_of_user, read_feed, read_publication, edit, remove, remove_all}, view, world.access};
    handlers.add_routes(world.router);

    std::mt19937 random{1};
    const auto anywhere = [&] { return PublicationId{1000 + publications - random() % 800}; };
    const auto read = [&](UserId viewer) { return async::run(read_feed(viewer, anywhere(), page_size)).value(); };
    const auto page = read(reader);
    std::printf("items %zu, JSON %zu bytes\n", page.items.size(), async::run(view.items(page.items)).value().size());
    measure("an empty coroutine's run", [&] { async::run(read_feed(UserId{9}, PublicationId{1}, page_size)).value(); });
    measure("feed page", [&] { read(reader); });
    measure("newest page", [&] { async::run(list_newest(anywhere(), page_size)).value(); });
    measure("one user's page", [&] { async::run(list_of_user("1", {}, anywhere(), page_size)).value(); });
    measure("JSON of a page", [&] { async::run(view.items(page.items)).value(); });
    measure("GET /feed, without a socket", [&] { world.get("/feed", reader); });
    measure("GET /publication/{id}", [&] { world.get("/publication/1500"); });
    async::run(stores.people->keep_follows({follow(reader, UserId{authors + 1})})).value();
    measure("deep page (merged at read)", [&] { async::run(read_feed(reader, PublicationId{1500}, page_size)).value(); });
}

}  // namespace
}  // namespace instante::publication::testing

int main() {
    using namespace instante::publication::testing;
    const instante::blob::TemporaryFolder folder;
    const auto engine = make_sqlite_engine(folder.path());
    run(*engine);
}
