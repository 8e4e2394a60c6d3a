#pragma once

#include <string_view>
#include <vector>

#include "blob/blob.hpp"

namespace instante::blob {

/// What every adapter refuses to store: a key out of form is a bug of the caller (`internal`).
inline Result<void> check_key(std::string_view key) {
    if (!is_key(key)) return core::Error{core::internal, "not a key: " + std::string{key.substr(0, 80)}};
    return {};
}

inline Result<void> check_keys(const std::vector<NewBlob>& blobs) {
    for (const auto& blob : blobs) {
        if (auto key = check_key(blob.key); !key) return key;
    }
    return {};
}

}  // namespace instante::blob
