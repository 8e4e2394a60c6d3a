#pragma once

#include <functional>
#include <vector>

#include "publication/ports/people.hpp"
#include "publication/ports/removals.hpp"

namespace instante::publication {

/// Keeps the read model of people; of who is deleted, everything goes.
class KeepPeople {
public:
    /// `resume` wakes whoever completes removals.
    KeepPeople(People& people, Removals& removals, std::function<void()> resume)
        : people_(people), removals_(removals), resume_(std::move(resume)) {}

    [[nodiscard]] Task<Result<void>> operator()(std::vector<Person> people);

private:
    People& people_;
    Removals& removals_;
    std::function<void()> resume_;
};

/// Keeps the read model of who follows whom, and with it what stands in timelines.
class KeepFollows {
public:
    explicit KeepFollows(People& people) : people_(people) {}
    /// Any number: they are kept in pieces, each at once.
    [[nodiscard]] Task<Result<void>> operator()(std::vector<Follow> follows);

private:
    People& people_;
};

}  // namespace instante::publication
