#pragma once

#include <cstddef>

#include "access/access.hpp"
#include "blob/blob.hpp"
#include "core/units.hpp"
#include "http/router.hpp"
#include "resize_image/domain/limits.hpp"
#include "resize_image/inbound/http/places.hpp"
#include "resize_image/usecases/publish_photos.hpp"
#include "resize_image/usecases/receive_photo.hpp"

namespace instante::resize_image {

/// What an upload needs. All outlive the router.
struct UploadApi {
    ReceivePhoto& receive;
    PublishPhotos& publish;
    const access::Access& access;
    const blob::Urls& urls;
    Places& places;
    Limits limits;
};

/// `POST /resize-image`. `api` outlives the router.
void add_upload_route(http::Router& router, UploadApi& api);

}  // namespace instante::resize_image
