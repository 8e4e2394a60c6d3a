#pragma once

#include <optional>
#include <string>
#include <vector>

#include "publication/ports/neighbours.hpp"
#include "publication/ports/people.hpp"
#include "publication/usecases/keep_people.hpp"

namespace instante::publication {

/// Fills the read models from authentication's answers, page by page: all people, then all edges. Where it stands is in the
/// messages, so it goes on after a crash, and twice at the same time does no harm.
class Rebuild {
public:
    Rebuild(Neighbours& neighbours, People& people, KeepPeople& keep_people, KeepFollows& keep_follows)
        : neighbours_(neighbours), people_(people), keep_people_(keep_people), keep_follows_(keep_follows) {}

    /// Begins.
    [[nodiscard]] Task<Result<void>> start();
    /// Begins where nobody is known yet.
    [[nodiscard]] Task<Result<void>> start_if_empty();
    /// Keeps a page of people, and asks for what follows it: the people after `next`, or the edges.
    [[nodiscard]] Task<Result<void>> hear_people(std::vector<Person> people, std::optional<UserId> next);
    /// Keeps a page of edges, and asks for those after `next`, where there is one.
    [[nodiscard]] Task<Result<void>> hear_follows(std::vector<Follow> follows, std::string next);

private:
    Neighbours& neighbours_;
    People& people_;
    KeepPeople& keep_people_;
    KeepFollows& keep_follows_;
};

}  // namespace instante::publication
