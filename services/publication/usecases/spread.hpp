#pragma once

#include "publication/ports/timelines.hpp"

namespace instante::publication {

/// Brings publications to the followers that were not reached when they were added: a chunk of each that waits, so that one with
/// many followers does not keep the others waiting.
class Spread {
public:
    explicit Spread(Timelines& timelines) : timelines_(timelines) {}

    /// One round; whether there may be more.
    [[nodiscard]] Task<Result<bool>> operator()();

private:
    Timelines& timelines_;
};

}  // namespace instante::publication
