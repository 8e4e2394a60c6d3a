#include "sqlite/steps.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <numeric>

namespace instante::sqlite {
namespace {

/// A thread's own, as long as there are no more threads than places: who counts writes nothing that other cores look at.
struct alignas(64) Place {
    std::atomic<std::uint64_t> count{0};
};
std::array<Place, 64> places;

Place& own_place() {
    static std::atomic<std::size_t> threads{0};
    thread_local Place& place = places[threads.fetch_add(1, std::memory_order_relaxed) % places.size()];
    return place;
}

}  // namespace

std::uint64_t steps() {
    const auto add = [](std::uint64_t sum, const Place& place) { return sum + place.count.load(std::memory_order_relaxed); };
    return std::accumulate(places.begin(), places.end(), std::uint64_t{0}, add);
}

void count_steps(std::uint64_t more) {
    own_place().count.fetch_add(more, std::memory_order_relaxed);
}

}  // namespace instante::sqlite
