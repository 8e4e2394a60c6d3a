#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "async/task.hpp"
#include "core/error.hpp"

namespace instante::resize_image {

/// A photo on its way in, in a file that is gone with this object, and with the process. Used by one coroutine at a time.
class SpooledFile {
public:
    virtual ~SpooledFile() = default;
    /// Appends `piece`. Errors: `unavailable` (the disk does not take it), `overloaded`.
    virtual Task<Result<void>> write(std::string piece) = 0;
    /// Hexadecimal SHA-256 of all that was written; asked once, at the end.
    [[nodiscard]] virtual std::string digest() = 0;
    /// Where it can be read as long as this is there.
    [[nodiscard]] virtual std::filesystem::path path() const = 0;
};

/// Where photos lie until they are rendered. Safe from any coroutine of the service.
class Spool {
public:
    virtual ~Spool() = default;
    /// Errors: `unavailable`, `overloaded`.
    virtual Task<Result<std::shared_ptr<SpooledFile>>> create() = 0;
};

}  // namespace instante::resize_image
