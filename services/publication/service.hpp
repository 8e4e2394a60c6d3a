#pragma once

#include <memory>

#include "core/error.hpp"
#include "host/service.hpp"

namespace instante::publication {

/// Publications, feeds, and the read models of people and edges they stand on.
Result<std::unique_ptr<host::Service>> make_publication_service(host::Context& context);

}  // namespace instante::publication
