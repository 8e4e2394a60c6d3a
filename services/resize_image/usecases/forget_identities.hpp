#pragma once

#include <chrono>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "resize_image/ports/identities.hpp"

namespace instante::resize_image {

/// Forgets what `Idempotency-Key`s stood for longer than they are promised to: one slow walk through all of them.
class ForgetIdentities {
public:
    /// It rests for `pause` between two pages, so that nobody is kept waiting. All outlive this.
    ForgetIdentities(Identities& identities, const core::Clock& clock, std::chrono::milliseconds pause)
        : identities_(identities), clock_(clock), pause_(pause) {}

    /// Cancellable. Errors: `engine_away`, `overloaded`.
    [[nodiscard]] Task<Result<void>> operator()();

private:
    Identities& identities_;
    const core::Clock& clock_;
    std::chrono::milliseconds pause_;
};

}  // namespace instante::resize_image
