#pragma once

#include <cstddef>

#include "async/task.hpp"
#include "core/error.hpp"
#include "http/message.hpp"
#include "resize_image/usecases/publish_photos.hpp"

namespace instante::resize_image {

/// Reads the form of an upload as it arrives: photos to the spool, words into memory; owner and key are the caller's to add.
/// Beyond `photo_limit` photos are counted and skipped, words are cut where they are too long anyway. Errors: `unsupported` (not
/// multipart), `malformed`, those of the body and of `ReceivePhoto`, which name the photo.
Task<Result<Upload>> read_upload(http::Request request, ReceivePhoto& receive, std::size_t photo_limit);

}  // namespace instante::resize_image
