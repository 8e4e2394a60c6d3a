#pragma once

#include <memory>

#include "async/pool.hpp"
#include "host/context.hpp"
#include "resize_image/inbound/http/places.hpp"
#include "resize_image/inbound/http/upload_route.hpp"
#include "resize_image/ports/announcer.hpp"
#include "resize_image/ports/identities.hpp"
#include "resize_image/ports/media.hpp"
#include "resize_image/ports/renderer.hpp"
#include "resize_image/ports/spool.hpp"
#include "resize_image/usecases/forget_identities.hpp"
#include "resize_image/usecases/publish_photos.hpp"
#include "resize_image/usecases/read_media.hpp"
#include "resize_image/usecases/remove_media.hpp"
#include "resize_image/usecases/render_picture.hpp"

namespace instante::resize_image {

/// What a process's settings say of pictures.
Limits limits_of(const config::Settings& settings);

/// Everything the service does, wired: each member stands on those before it.
struct Room {
    /// Errors: `unavailable`: the spool cannot be made.
    static Result<std::unique_ptr<Room>> open(host::Context& context);
    Room(host::Context& context, std::unique_ptr<async::Pool> pool, std::unique_ptr<Spool> opened);

    std::unique_ptr<async::Pool> files;  ///< writes and hashes
    std::unique_ptr<Spool> spool;
    std::unique_ptr<Renderer> renderer;
    std::unique_ptr<Media> media;
    std::unique_ptr<Identities> identities;
    std::unique_ptr<Announcer> announcer;

    ReceivePhoto receive;
    PublishPhotos publish;
    RenderPicture render;
    RemoveMedia remove;
    ReadMedia read;
    ForgetIdentities forget_identities;

    Places places;
    UploadApi upload;
};

}  // namespace instante::resize_image
