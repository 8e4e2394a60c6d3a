#pragma once

#include <optional>
#include <string>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "resize_image/domain/publication.hpp"

namespace instante::resize_image {

/// What people's `Idempotency-Key`s stand for. Safe from any coroutine of the service. Errors of all: `engine_away`,
/// `overloaded`.
class Identities {
public:
    virtual ~Identities() = default;
    /// What `key` of `owner` stands for: what was claimed under it after `since`, else `fresh`, from now on; durable when it
    /// returns. Of several at once one is first, and all get its identity; only of several that meet an expired one, each may
    /// get its own.
    virtual Task<Result<Identity>> claim(UserId owner, std::string key, Identity fresh, core::Timestamp since) = 0;
    /// Forgets what `owner` claimed.
    virtual Task<Result<void>> forget(UserId owner) = 0;
    /// Looks through one page of all that is claimed, from `place` on, and forgets what was claimed before `moment`: where to go
    /// on, nothing at the end. The first place is empty.
    virtual Task<Result<std::optional<std::string>>> sweep(core::Timestamp moment, std::string place) = 0;
};

}  // namespace instante::resize_image
