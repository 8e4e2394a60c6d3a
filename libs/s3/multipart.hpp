#pragma once

#include <string>

#include "async/task.hpp"
#include "blob/blob.hpp"
#include "core/error.hpp"
#include "s3/caller.hpp"

namespace instante::s3 {

/// Objects beyond this go up in parts.
inline constexpr std::size_t part_size = 8U << 20U;

/// Uploads `blob` in parts of 8 MiB, some at a time; it is there whole or not at all. Parts of an upload that breaks off are
/// given up. Errors: `overloaded`, `engine_away`.
Task<Result<void>> put_in_parts(Caller& caller, blob::NewBlob blob);

/// The fields of an object that is stored.
Fields object_fields(const blob::NewBlob& blob);

}  // namespace instante::s3
