#pragma once

#include <cstddef>
#include <optional>

#include "async/task.hpp"
#include "authentication/domain/image.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// What came of a rendering nobody waited for any more: nothing where it failed.
struct LatePicture {
    ImageId id;
    UserId owner;
    std::optional<Image> image;
    core::Timestamp at{};
    core::Trace trace;
};

/// Where pictures stay until their person and their rendering have both come. Each call is one transaction with the announcements
/// it causes.
class PictureStore {
public:
    virtual ~PictureStore() = default;
    /// Sets the picture of whoever awaits it and announces them; one that is no longer wanted is announced as media without an
    /// owner; one that nobody awaits yet is kept. The same again changes nothing. Errors: `unavailable`.
    virtual Task<Result<void>> settle(LatePicture picture) = 0;
    /// Forgets what nobody asked for or answered since `before`, at most `limit` of each; how many in all.
    virtual Task<Result<std::size_t>> sweep(core::Timestamp before, std::size_t limit) = 0;
};

}  // namespace instante::authentication
