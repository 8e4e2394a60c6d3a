#pragma once

#include "http/router.hpp"
#include "resize_image/usecases/read_media.hpp"

namespace instante::resize_image {

/// `GET /media/{key...}`: whole or in part (RFC 9110 §14), unless the client has it already (§13). `read` outlives the router.
void add_media_route(http::Router& router, ReadMedia& read);

}  // namespace instante::resize_image
