// Durable writes and keyed reads per second: bench_sqlite FOLDER [seconds]. Quote ratios from one run: the disk decides the rest.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "async/run.hpp"
#include "async/scope.hpp"
#include "sqlite/database.hpp"

namespace instante::sqlite {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr Migration schema[] = {{"rows", "create table item (id integer primary key, text text not null) strict"}};
constexpr std::size_t text_bytes = 300;

struct Load {
    Database& database;
    SteadyClock::time_point end;
    std::int64_t next_id = 1;
    std::vector<std::chrono::microseconds> waits;
};

/// Writes one row after another.
Task<Result<void>> produce(Load& load) {
    const std::string text(text_bytes, 'x');
    while (SteadyClock::now() < load.end) {
        const auto id = load.next_id++;
        const auto begin = SteadyClock::now();
        auto insert = [id, text](Connection& connection) -> Result<void> {
            connection.prepare("insert into item (id, text) values (?, ?)").bind(id, text).run();
            return {};
        };
        auto written = co_await load.database.write(std::move(insert));
        if (!written) co_return written;
        load.waits.push_back(std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - begin));
    }
    co_return Result<void>{};
}

Task<Result<void>> produce_beside_one_another(Load& load, int producers) {
    auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    for (int i = 0; i < producers; ++i) scope.spawn(produce(load));
    auto outcome = co_await scope.join();
    co_return outcome;
}

std::int64_t measure_writes(Database& database, int producers, std::chrono::seconds duration, std::int64_t first_id) {
    Load load{database, SteadyClock::now() + duration, first_id, {}};
    const auto before = database.counts();
    if (auto outcome = async::run(produce_beside_one_another(load, producers)); !outcome) {
        std::fprintf(stderr, "write failed: %s\n", outcome.error().note().c_str());
        std::exit(EXIT_FAILURE);
    }
    const auto after = database.counts();
    std::ranges::sort(load.waits);
    const auto percentile = [&](double part) {
        const auto place = static_cast<std::size_t>(double(load.waits.size() - 1) * part);
        return std::chrono::duration<double, std::milli>{load.waits[place]}.count();
    };
    std::printf("%4d producers: %8.0f writes/s, %6.1f in a commit, p50 %.2f ms, p99 %.2f ms\n", producers,
                double(load.waits.size()) / double(duration.count()),
                double(after.operations - before.operations) / double(std::max<std::uint64_t>(after.commits - before.commits, 1)),
                percentile(0.5), percentile(0.99));
    return load.next_id;
}

void measure_reads(Database& database, unsigned threads, std::chrono::seconds duration, std::int64_t ids) {
    std::atomic<std::uint64_t> total{0};
    const auto end = SteadyClock::now() + duration;
    std::vector<std::thread> readers;
    for (unsigned i = 0; i < threads; ++i)
        readers.emplace_back([&, id = std::int64_t{i} + 1]() mutable {
            std::uint64_t reads = 0;
            for (; SteadyClock::now() < end; ++reads) {
                id = (id * 7'919) % ids + 1;
                auto text = database.read([&](Connection& connection) -> Result<std::string> {
                    auto row = connection.prepare("select text from item where id = ?").bind(id);
                    if (!row.step()) return core::Error{core::not_found};
                    return row.text(0);
                });
            }
            total += reads;
        });
    for (auto& reader : readers) reader.join();
    std::printf("%4u threads:   %8.0f reads/s\n", threads, double(total) / double(duration.count()));
}

int main(const std::filesystem::path& folder, std::chrono::seconds duration) {
    const auto file = folder / "bench_sqlite.db";
    auto database = Database::open({.file = file}, schema);
    if (!database) {
        std::fprintf(stderr, "%s\n", database.error().note().c_str());
        return EXIT_FAILURE;
    }
    std::int64_t next_id = 1;
    for (const int producers : {1, 8, 64, 512}) next_id = measure_writes(**database, producers, duration, next_id);
    for (const unsigned threads : {1u, 2u}) measure_reads(**database, threads, duration, next_id - 1);
    database->reset();
    std::filesystem::remove(file);
    return EXIT_SUCCESS;
}

}  // namespace
}  // namespace instante::sqlite

int main(int count, char** arguments) {
    if (count < 2) {
        std::fprintf(stderr, "usage: bench_sqlite FOLDER [seconds]\n");
        return EXIT_FAILURE;
    }
    return instante::sqlite::main(arguments[1], std::chrono::seconds{count > 2 ? std::atoi(arguments[2]) : 3});
}
