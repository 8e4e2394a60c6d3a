// How long a search takes over many people, every kind of query: bench_authentication_search [PEOPLE [FOLDER]], 1,000,000 by
// default. A folder that is named keeps its people for the next run.
#include <time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "async/loops.hpp"
#include "async/pool.hpp"
#include "async/scope.hpp"
#include "authentication/domain/search.hpp"
#include "authentication/domain/username.hpp"
#include "authentication/outbound/messages/announcer.hpp"
#include "authentication/outbound/sqlite/stores.hpp"
#include "authentication/tests/people.hpp"

namespace instante::authentication {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::uint64_t workers = 2048;
constexpr std::size_t searches = 2'000;

constexpr std::array first_names{"Ana",      "Maria",  "João",   "José",    "Antônio", "Francisca", "Carlos", "Paulo", "Mariana",
                                 "Lucas",    "Júlia",  "Pedro",  "Beatriz", "Gabriel", "Conceição", "Rafael", "Bruna", "Felipe",
                                 "Camila",   "Mateus", "Sofia",  "Laura",   "Thiago",  "Letícia",   "Marina", "Diego", "Helena",
                                 "Vinícius", "Alice",  "Miguel", "Luiza",   "Emma",    "Oliver",    "Noah",   "Zoé",   "Yara"};
constexpr std::array last_names{
    "Silva",   "Santos",  "Oliveira", "Souza",   "Rodrigues",  "Ferreira",  "Alves",   "Pereira",  "Lima",
    "Gomes",   "Costa",   "Ribeiro",  "Martins", "Carvalho",   "Almeida",   "Lopes",   "Soares",   "Fernandes",
    "Vieira",  "Barbosa", "Rocha",    "Dias",    "Nascimento", "Andrade",   "Moreira", "Nunes",    "Marques",
    "Machado", "Mendes",  "Freitas",  "Cardoso", "Ramos",      "Gonçalves", "Santana", "Teixeira", "Quintuplo"};

template <class T>
void must(const Result<T>& result) {
    if (result) return;
    std::fprintf(stderr, "%s\n", result.error().note().c_str());
    std::abort();
}

NewAccount somebody(std::uint64_t id) {
    std::minstd_rand random{static_cast<std::uint32_t>(id * 2654435761u)};
    const std::string first = first_names[random() % first_names.size()];
    // A few names are everybody's, most are rare: the least of three throws.
    const auto last = std::min({random() % last_names.size(), random() % last_names.size(), random() % last_names.size()});
    auto account = testing::an_account(id, fold_to_username(first) + std::to_string(id));
    account.user.name = first + ' ' + last_names[last];
    account.user.followers_count = static_cast<std::int64_t>(2'000'000 / (1 + random() % 1'000'000));
    return account;
}

struct Seeding {
    Stores& stores;
    std::uint64_t people;
};

Task<Result<void>> add_some(Seeding seeding, std::uint64_t first) {
    for (auto id = first; id <= seeding.people; id += workers) {
        auto added = co_await seeding.stores.accounts->add(somebody(id));
        if (!added) co_return added.error();
    }
    co_return boost::system::in_place_value;
}

Task<void> add_all(Seeding seeding) {
    async::Scope scope{co_await async::this_loop()};
    for (std::uint64_t first = 1; first <= workers; ++first) scope.spawn(add_some(seeding, first));
    must(co_await scope.join());
}

constexpr std::array kinds{"a",
                           "m",
                           "ma",
                           "zo",
                           "ana",
                           "sil",
                           "ari",
                           "mari",
                           "silva",
                           "oliv",
                           "eira",
                           "maria silva",
                           "ana lima",
                           "quintuplo",
                           "zoe quint",
                           "a s",
                           "m o",
                           "conceicao gomes",
                           "nceic",
                           "xyz",
                           "maria99",
                           "12345",
                           "000",
                           "ana maria",
                           "antonio machado",
                           "ana quintuplo",
                           "nascimento yara",
                           "silva santos",
                           "oliveira souza",
                           "lva ant",
                           "maria santos silva lima"};

/// What the service does every minute.
Task<void> tend(Stores& stores) {
    const auto begin = Steady::now();
    std::size_t steps = 0;
    for (bool more = true; more; ++steps) {
        auto tended = co_await stores.search->tend();
        must(tended);
        more = *tended;
    }
    std::printf("index tended in %zu steps, %.1f s\n", steps, std::chrono::duration<double>(Steady::now() - begin).count());
}

/// CPU of the whole process, which does nothing else than one search at a time.
double cpu_ms() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

/// Milliseconds of many searches.
struct Times {
    std::vector<double> all;

    [[nodiscard]] double at(double share) {
        std::sort(all.begin(), all.end());
        return all[static_cast<std::size_t>(static_cast<double>(all.size() - 1) * share)];
    }
};

/// What came of searches of one kind, or of all: how long they took, which moves with what else runs, and what they cost.
struct Measured {
    Times took;
    Times cpu;

    void add(const Measured& more) {
        took.all.insert(took.all.end(), more.took.all.begin(), more.took.all.end());
        cpu.all.insert(cpu.all.end(), more.cpu.all.begin(), more.cpu.all.end());
    }
    void print(const char* name, const char* more) {
        std::printf("%-24s p50 %7.3f ms  p99 %7.3f ms   CPU p50 %6.3f ms  p99 %6.3f ms  most %6.3f ms   %s\n", name, took.at(0.5),
                    took.at(0.99), cpu.at(0.5), cpu.at(0.99), cpu.at(1), more);
    }
};

/// The first three pages of `text`, `rounds` times.
Task<Measured> search_often(Stores& stores, std::string text, std::size_t rounds) {
    Measured measured;
    for (std::size_t round = 0; round < rounds; ++round) {
        std::optional<std::uint64_t> after;
        for (int page = 0; page < 3; ++page) {
            auto words = search_words(text);
            const auto cpu_before = cpu_ms();
            const auto begin = Steady::now();
            auto people = co_await stores.search->find(std::move(words), after, 20);
            measured.took.all.push_back(std::chrono::duration<double, std::milli>(Steady::now() - begin).count());
            measured.cpu.all.push_back(cpu_ms() - cpu_before);
            must(people);
            after = people->next;
            if (!after) break;
        }
    }
    co_return measured;
}

/// How many pages it takes until there are twenty people, or the end.
Task<std::string> pages_to_twenty(Stores& stores, std::string text) {
    std::size_t pages = 0;
    std::size_t found = 0;
    std::optional<std::uint64_t> after;
    do {
        auto words = search_words(text);
        auto people = co_await stores.search->find(std::move(words), after, 20);
        must(people);
        ++pages;
        found += people->items.size();
        after = people->next;
    } while (after && found < 20);
    co_return std::to_string(found) + " found on " + std::to_string(pages) + (pages == 1 ? " page" : " pages");
}

Task<void> search_all(Stores& stores) {
    Measured all;
    for (const auto* text : kinds) {
        auto measured = co_await search_often(stores, text, searches / kinds.size());
        auto pages = co_await pages_to_twenty(stores, text);
        measured.print(text, pages.c_str());
        all.add(measured);
    }
    all.print("all", (std::to_string(all.took.all.size()) + " searches").c_str());
}

void run(const std::filesystem::path& folder, std::uint64_t people) {
    auto database = sqlite::Database::open({.file = folder / "authentication.db"}, sqlite_schema());
    must(database);
    core::SystemClock clock;
    core::IdGenerator ids{clock, 1};
    outbox::SqliteSource outbox{**database};
    async::Pool readers{{.name = "bench-read"}};
    auto stores = make_sqlite_stores(**database, outbox, readers, Announcer{ids, clock});
    async::Loops loops{1};
    const auto found = database.value()->read(
        [](sqlite::Connection& connection) -> Result<bool> { return connection.prepare("select 1 from user limit 1").step(); });
    must(found);
    if (!*found) {
        const auto begin = Steady::now();
        loops.run(0, add_all({stores, people}));
        const auto seconds = std::chrono::duration<double>(Steady::now() - begin).count();
        std::printf("%llu people added in %.1f s\n", static_cast<unsigned long long>(people), seconds);
    }
    loops.run(0, tend(stores));
    loops.run(0, search_all(stores));
    loops.stop();
}

}  // namespace
}  // namespace instante::authentication

int main(int argc, char** argv) {
    const auto people = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
    if (argc > 2) {
        std::filesystem::create_directories(argv[2]);
        instante::authentication::run(argv[2], people);
        return 0;
    }
    auto pattern = (std::filesystem::temp_directory_path() / "instante-bench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) return 1;
    instante::authentication::run(pattern, people);
    std::filesystem::remove_all(pattern);
}
