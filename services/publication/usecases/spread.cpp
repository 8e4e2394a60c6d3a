#include "publication/usecases/spread.hpp"

namespace instante::publication {
namespace {

constexpr std::size_t publications_a_round = 32;
constexpr std::size_t followers_a_chunk = 500;

}  // namespace

Task<Result<bool>> Spread::operator()() {
    const auto pending = co_await timelines_.pending(publications_a_round);
    if (!pending) co_return pending.error();
    for (const auto& fan_out : *pending) {
        auto done = co_await timelines_.advance(fan_out, followers_a_chunk);
        if (!done) co_return done.error();
    }
    co_return !pending->empty();
}

}  // namespace instante::publication
