#pragma once

#include <cstdint>
#include <string>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/units.hpp"
#include "resize_image/ports/media.hpp"

namespace instante::resize_image {

/// Reads renditions, for anybody; of what else lies in the storage nothing is known here. Errors of all: `not_found`,
/// `engine_away`, `overloaded`.
class ReadMedia {
public:
    /// `media` outlives this.
    explicit ReadMedia(Media& media) : media_(media) {}

    [[nodiscard]] Task<Result<core::Bytes>> size(std::string key);
    /// At most `length` bytes from `offset`; empty at the end.
    [[nodiscard]] Task<Result<std::string>> operator()(std::string key, std::uint64_t offset, std::uint64_t length);

private:
    Media& media_;
};

}  // namespace instante::resize_image
