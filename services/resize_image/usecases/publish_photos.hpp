#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"
#include "core/trace.hpp"
#include "resize_image/domain/publication.hpp"
#include "resize_image/ports/announcer.hpp"
#include "resize_image/ports/identities.hpp"
#include "resize_image/ports/media.hpp"
#include "resize_image/ports/renderer.hpp"
#include "resize_image/usecases/receive_photo.hpp"

namespace instante::resize_image {

/// Photos that somebody wants to publish, all of them here.
struct Upload {
    Owner owner;
    Words words;
    std::vector<SpooledPhoto> photos;
    std::size_t photos_sent = 0;  ///< those too many are counted, and not kept
    std::string idempotency_key;  ///< empty: none
    std::string digest;           ///< of words and photos
    core::Trace trace;
};

/// Makes a publication of photos. When it answers, every rendition is stored and the publication is in the hands of the service
/// that keeps it: what was answered is never lost. A repeated upload with the same key ends up as the same publication.
class PublishPhotos {
public:
    /// All outlive this.
    struct Needs {
        Renderer& renderer;
        Media& media;
        Identities& identities;
        Announcer& announcer;
        core::IdGenerator& ids;
        const core::Clock& clock;
        std::size_t photo_limit;
    };
    explicit PublishPhotos(Needs needs) : needs_(needs) {}

    /// Errors: `invalid_fields`; `idempotency_key_reused`; those of `Renderer::render`, which name the photo; those of storing
    /// and announcing, after which it is safe to try again.
    [[nodiscard]] Task<Result<Publication>> operator()(Upload upload);

private:
    using Pictures = std::vector<RenderedImage>;

    [[nodiscard]] Identity new_identity(const Upload& upload) const;
    Task<Result<Identity>> identify(UserId owner, std::string key, Identity fresh);
    /// All at once, as far as there is memory; the first refusal ends the others.
    Task<Result<std::shared_ptr<Pictures>>> render(std::vector<SpooledPhoto> photos);
    Task<Result<void>> announce(Publication publication, bool keyed, core::Trace trace);

    Needs needs_;
};

}  // namespace instante::resize_image
