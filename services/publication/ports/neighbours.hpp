#pragma once

#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/trace.hpp"
#include "publication/domain/publication.hpp"

namespace instante::publication {

/// Who wants an answer, and to what.
struct Asker {
    std::string reply_to;
    std::string correlation_id;
    core::Trace trace;
};

/// What is said to the other services directly. Durable when it returns.
class Neighbours {
public:
    virtual ~Neighbours() = default;
    /// Asks authentication for people, by id after `after`; the answer comes as a message.
    virtual Task<Result<void>> ask_people(std::optional<UserId> after) = 0;
    /// Asks authentication for follow edges, from where `cursor` (its own words; empty: the beginning) says.
    virtual Task<Result<void>> ask_follows(std::string cursor) = 0;
    virtual Task<Result<void>> answer(Asker asker, std::vector<Publication> publications) = 0;
};

}  // namespace instante::publication
