#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/units.hpp"
#include "resize_image/domain/image.hpp"
#include "resize_image/domain/keys.hpp"
#include "resize_image/ports/renderer.hpp"

namespace instante::resize_image {

/// A rendered picture that is to be kept.
struct NamedPicture {
    ImageId id;
    std::string alt;
    RenderedImage rendered;
};

/// Where renditions rest, and what others have put into `incoming/` for us. Safe from any coroutine of the service. Errors of
/// all: `engine_away`, `overloaded`.
class Media {
public:
    virtual ~Media() = default;
    /// Stores every rendition of `pictures` under the key that its content gives it below `owner`; durable when it returns. The
    /// same again gives the same keys.
    virtual Task<Result<std::vector<Image>>> store(KeyPrefix owner, std::vector<NamedPicture> pictures) = 0;
    /// Errors: `not_found`.
    virtual Task<Result<core::Bytes>> size(std::string key) = 0;
    /// At most `length` bytes from `offset`; empty at the end. Errors: `not_found`.
    virtual Task<Result<std::string>> read(std::string key, std::uint64_t offset, std::uint64_t length) = 0;
    /// Removes what is there of these.
    virtual Task<Result<void>> remove(std::vector<std::string> keys) = 0;
    /// The first `limit` keys of `owner`.
    virtual Task<Result<std::vector<std::string>>> list(KeyPrefix owner, std::size_t limit) = 0;
};

}  // namespace instante::resize_image
