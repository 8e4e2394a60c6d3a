#pragma once

#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "authentication/domain/signing_key.hpp"
#include "core/error.hpp"

namespace instante::authentication {

/// Where signing keys rest. Each call is one transaction.
class KeyStore {
public:
    virtual ~KeyStore() = default;
    /// Oldest first.
    virtual Task<Result<std::vector<StoredKey>>> keys() = 0;
    /// Adds `key` unless the newest is as young as `unless_since` (another process was faster), forgets `retired`; then those
    /// there are.
    virtual Task<Result<std::vector<StoredKey>>> rotate(std::optional<StoredKey> key, core::Timestamp unless_since,
                                                        std::vector<std::string> retired) = 0;
};

}  // namespace instante::authentication
