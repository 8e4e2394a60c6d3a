#pragma once

#include <memory>
#include <string>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/function.hpp"
#include "core/units.hpp"
#include "resize_image/ports/spool.hpp"

namespace instante::resize_image {

/// A photo's bytes as they arrive: the next piece, empty at the end.
using Pieces = core::UniqueFunction<Task<Result<std::string>>()>;

/// A photo that is here as a whole, and not looked at yet.
struct SpooledPhoto {
    std::shared_ptr<SpooledFile> file;
    core::Bytes size;
    std::string sha256;  ///< hexadecimal
};

/// Takes in one photo in bounded memory.
class ReceivePhoto {
public:
    /// No photo has more than `limit`. The spool outlives this.
    ReceivePhoto(Spool& spool, core::Bytes limit) : spool_(spool), limit_(limit) {}

    /// Errors: `too_many_bytes`; those of `pieces`; `unavailable`, `overloaded`.
    [[nodiscard]] Task<Result<SpooledPhoto>> operator()(Pieces pieces);

private:
    Spool& spool_;
    core::Bytes limit_;
};

}  // namespace instante::resize_image
