#pragma once

#include <string>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "resize_image/domain/picture.hpp"
#include "resize_image/domain/publication.hpp"

namespace instante::resize_image {

/// What is said to the other services: durable when it returns. Errors of all: `overloaded`, `engine_away`, `timed_out`
/// (unknown: say it again).
class Announcer {
public:
    virtual ~Announcer() = default;
    /// Hands a publication over to the service that keeps it.
    virtual Task<Result<void>> publish(Publication publication, core::Trace trace) = 0;
    virtual Task<Result<void>> answer(PictureRequest request, PictureOutcome outcome) = 0;
    /// Objects are gone. `page` tells one announcement of `cause` from the next.
    virtual Task<Result<void>> media_deleted(std::vector<std::string> keys, Cause cause, std::size_t page) = 0;
    /// Nothing of a deleted person is left here.
    virtual Task<Result<void>> user_purged(UserId user, Cause cause) = 0;
};

}  // namespace instante::resize_image
