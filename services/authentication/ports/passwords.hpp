#pragma once

#include <string>

#include "async/task.hpp"
#include "core/error.hpp"

namespace instante::authentication {

/// Hashes passwords, slowly on purpose. Errors of all: `overloaded`.
class Passwords {
public:
    virtual ~Passwords() = default;
    virtual Task<Result<std::string>> hash(std::string password) = 0;
    virtual Task<Result<bool>> verify(std::string hash, std::string password) = 0;
    /// Always false, after the time that `verify` takes.
    virtual Task<Result<bool>> verify_dummy(std::string password) = 0;
    /// Whether `hash` was made with other costs than today's.
    [[nodiscard]] virtual bool needs_rehash(const std::string& hash) const = 0;
};

}  // namespace instante::authentication
