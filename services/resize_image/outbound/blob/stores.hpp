#pragma once

#include <memory>

#include "async/pool.hpp"
#include "blob/blob.hpp"
#include "resize_image/ports/identities.hpp"
#include "resize_image/ports/media.hpp"

namespace instante::resize_image {

/// Renditions as objects of `blobs`; names are made of their content on `pool`. Both outlive it.
std::unique_ptr<Media> make_blob_media(blob::Store& blobs, async::Pool& pool);

/// Identities as small objects `idempotency/{owner}/{SHA-256 of the key}` of `blobs`, which outlives it.
std::unique_ptr<Identities> make_blob_identities(blob::Store& blobs);

}  // namespace instante::resize_image
