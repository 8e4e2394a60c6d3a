#include "publication/usecases/keep_people.hpp"

#include <algorithm>
#include <utility>

#include "publication/domain/listed.hpp"

namespace instante::publication {
namespace {

/// Each may bring a hundred publications into a timeline: few enough not to keep other writes waiting.
constexpr std::size_t follows_a_piece = 20;

}  // namespace

Task<Result<void>> KeepPeople::operator()(std::vector<Person> people) {
    std::vector<Removal> removals;
    for (const auto& person : people)
        if (person.state == PersonState::deleted)
            removals.push_back({.owner = person.id, .up_to = beyond_newest, .person = true});
    auto kept = co_await people_.keep(std::move(people));
    if (!kept) co_return kept;
    for (const auto& removal : removals) {
        auto begun = co_await removals_.begin(removal);
        if (!begun) co_return begun;
    }
    if (!removals.empty()) resume_();
    co_return kept;
}

Task<Result<void>> KeepFollows::operator()(std::vector<Follow> follows) {
    for (std::size_t begin = 0; begin < follows.size(); begin += follows_a_piece) {
        const auto end = std::min(begin + follows_a_piece, follows.size());
        std::vector<Follow> piece(follows.begin() + static_cast<std::ptrdiff_t>(begin),
                                  follows.begin() + static_cast<std::ptrdiff_t>(end));
        auto kept = co_await people_.keep_follows(std::move(piece));
        if (!kept) co_return kept;
    }
    co_return Result<void>{};
}

}  // namespace instante::publication
