#pragma once

#include <memory>

#include "core/error.hpp"
#include "host/context.hpp"
#include "host/service.hpp"

namespace instante::resize_image {

/// Opens the service that takes photos in, renders, keeps and serves them. Errors: `unavailable`, with a note for the operator (a
/// spool that cannot be written).
Result<std::unique_ptr<host::Service>> make_resize_image_service(host::Context& context);

}  // namespace instante::resize_image
