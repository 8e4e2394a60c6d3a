#pragma once

#include "core/error.hpp"

namespace instante::resize_image {

inline constexpr core::Code not_an_image{core::Kind::unsupported, "resize-image/not-an-image",
                                         "Not a picture in a format that is accepted"};
inline constexpr core::Code too_many_bytes{core::Kind::too_large, "resize-image/too-many-bytes", "The file is too large"};
inline constexpr core::Code too_many_pixels{core::Kind::too_large, "resize-image/too-many-pixels",
                                            "The picture has too many pixels"};
inline constexpr core::Code does_not_decode{core::Kind::invalid, "resize-image/does-not-decode",
                                            "The picture is damaged or incomplete"};
inline constexpr core::Code queue_full{core::Kind::unavailable, "resize-image/queue-full",
                                       "Too many pictures at once; try again"};
inline constexpr core::Code idempotency_key_reused{core::Kind::invalid, "idempotency-key-reused",
                                                   "This Idempotency-Key was used with another content"};

}  // namespace instante::resize_image
