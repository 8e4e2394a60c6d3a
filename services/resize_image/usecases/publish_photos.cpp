#include "resize_image/usecases/publish_photos.hpp"

#include <utility>

#include "async/scope.hpp"
#include "resize_image/domain/errors.hpp"

namespace instante::resize_image {
namespace {

bool is_about_the_photo(const core::Error& error) {
    return error.kind() == core::Kind::unsupported || error.kind() == core::Kind::too_large ||
           error.kind() == core::Kind::invalid;
}

Task<Result<void>> render_one(Renderer& renderer, SpooledPhoto photo, std::size_t index,
                              std::shared_ptr<std::vector<RenderedImage>> pictures) {
    auto picture = co_await renderer.render(photo.file->path());
    if (!picture) {
        if (is_about_the_photo(picture.error())) co_return about_photo(picture.error(), index);
        co_return picture.error();
    }
    (*pictures)[index] = std::move(*picture);
    co_return Result<void>{};
}

std::vector<NamedPicture> named(std::vector<RenderedImage> pictures, const std::vector<ImageId>& ids,
                                std::vector<std::string> alts) {
    alts.resize(pictures.size());
    std::vector<NamedPicture> result;
    for (std::size_t i = 0; i < pictures.size(); ++i) result.push_back({ids[i], std::move(alts[i]), std::move(pictures[i])});
    return result;
}

std::vector<std::string> keys_of(const Publication& publication) {
    std::vector<std::string> keys;
    for (const auto& image : publication.images) {
        for (const auto& rendition : image.renditions) keys.push_back(rendition.key);
    }
    return keys;
}

}  // namespace

Task<Result<Publication>> PublishPhotos::operator()(Upload upload) {
    auto refused = refusals_of(upload.words, upload.photos_sent, needs_.photo_limit);
    if (!refused.empty()) co_return core::Error{core::invalid_fields}.with_fields(std::move(refused));
    auto fresh = new_identity(upload);
    auto identity = co_await identify(upload.owner.id, upload.idempotency_key, std::move(fresh));
    if (!identity) co_return identity.error();

    auto pictures = co_await render(std::move(upload.photos));
    if (!pictures) co_return pictures.error();
    auto to_store = named(std::move(**pictures), identity->images, std::move(upload.words.alts));
    KeyPrefix owner{identity->id};
    auto images = co_await needs_.media.store(std::move(owner), std::move(to_store));
    if (!images) co_return images.error();

    Publication publication;
    publication.id = identity->id;
    publication.owner = std::move(upload.owner);
    publication.text = std::move(upload.words.text);
    publication.images = std::move(*images);
    publication.created_at = identity->created_at;
    auto announced = co_await announce(publication, !upload.idempotency_key.empty(), std::move(upload.trace));
    if (!announced) co_return announced.error();
    co_return publication;
}

Identity PublishPhotos::new_identity(const Upload& upload) const {
    Identity identity;
    identity.id = needs_.ids.next<PublicationId>();
    for (std::size_t i = 0; i < upload.photos.size(); ++i) identity.images.push_back(needs_.ids.next<ImageId>());
    identity.created_at = needs_.clock.now();
    identity.digest = upload.digest;
    return identity;
}

Task<Result<Identity>> PublishPhotos::identify(UserId owner, std::string key, Identity fresh) {
    if (key.empty()) co_return fresh;
    auto digest = fresh.digest;
    const auto count = fresh.images.size();
    const auto since = needs_.clock.now() - identity_lifetime;
    auto identity = co_await needs_.identities.claim(owner, std::move(key), std::move(fresh), since);
    if (!identity) co_return identity.error();
    if (identity->digest != digest || identity->images.size() != count) co_return core::Error{idempotency_key_reused};
    co_return identity;
}

Task<Result<std::shared_ptr<PublishPhotos::Pictures>>> PublishPhotos::render(std::vector<SpooledPhoto> photos) {
    auto pictures = std::make_shared<Pictures>(photos.size());
    const auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    for (std::size_t i = 0; i < photos.size(); ++i) scope.spawn(render_one(needs_.renderer, std::move(photos[i]), i, pictures));
    auto rendered = co_await scope.join();
    if (!rendered) co_return rendered.error();
    co_return pictures;
}

Task<Result<void>> PublishPhotos::announce(Publication publication, bool keyed, core::Trace trace) {
    auto keys = keys_of(publication);
    auto announced = co_await needs_.announcer.publish(std::move(publication), std::move(trace));
    // Nobody will ever name these again, unless a retry does, by its key, or the message is on its way after all.
    const bool orphaned = !announced && !keyed && announced.error().code() != core::timed_out;
    if (!orphaned) co_return announced;
    auto removed = co_await needs_.media.remove(std::move(keys));
    if (!removed) co_return announced.error().caused_by(removed.error());
    co_return announced;
}

}  // namespace instante::resize_image
