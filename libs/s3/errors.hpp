#pragma once

#include "core/error.hpp"

namespace instante::s3 {

/// Told to the operator at start, never to a client: no such bucket, wrong credentials, nobody there.
inline constexpr core::Code bad_bucket{core::Kind::invalid, "s3/bad-bucket", "The bucket cannot be used"};

}  // namespace instante::s3
