#include <algorithm>
#include <utility>

#include "core/encoding.hpp"
#include "crypto/hash.hpp"
#include "resize_image/outbound/blob/stores.hpp"

namespace instante::resize_image {
namespace {

/// Pictures with the names of their renditions, and the renditions as objects of these names.
struct Named {
    std::vector<Image> images;
    std::vector<blob::NewBlob> blobs;
};

Image name(const KeyPrefix& owner, NamedPicture picture, std::vector<blob::NewBlob>& blobs) {
    Image image{picture.id, picture.rendered.size, std::move(picture.rendered.blurhash), std::move(picture.alt), {}};
    for (auto& rendered : picture.rendered.renditions) {
        Rendition rendition{rendered.name, rendered.format, rendered.size, {rendered.content.size()}, {}};
        const auto digest = core::hex_encode(crypto::sha256(rendered.content));
        rendition.key = rendition_key(owner, picture.id, digest, rendered.format);
        // Of a picture narrower than 1080 several renditions are the same: one object.
        const bool is_new = std::ranges::find(image.renditions, rendition.key, &Rendition::key) == image.renditions.end();
        if (is_new) blobs.push_back({rendition.key, std::string{content_type(rendered.format)}, std::move(rendered.content)});
        image.renditions.push_back(std::move(rendition));
    }
    return image;
}

class BlobMedia final : public Media {
public:
    BlobMedia(blob::Store& blobs, async::Pool& pool) : blobs_(blobs), pool_(pool) {}

    Task<Result<std::vector<Image>>> store(KeyPrefix owner, std::vector<NamedPicture> pictures) override {
        auto work = [owner = std::move(owner), pictures = std::move(pictures)]() mutable -> Result<Named> {
            Named named;
            for (auto& picture : pictures) named.images.push_back(name(owner, std::move(picture), named.blobs));
            return named;
        };
        auto named = co_await async::on(pool_, std::move(work));
        if (!named) co_return named.error();
        auto stored = co_await blobs_.put(std::move(named->blobs));
        if (!stored) co_return stored.error();
        co_return std::move(named->images);
    }

    Task<Result<core::Bytes>> size(std::string key) override {
        auto info = co_await blobs_.head(std::move(key));
        if (!info) co_return info.error();
        if (!*info) co_return core::Error{core::not_found};
        co_return (*info)->size;
    }

    Task<Result<std::string>> read(std::string key, std::uint64_t offset, std::uint64_t length) override {
        return blobs_.get(std::move(key), offset, length);
    }

    Task<Result<void>> remove(std::vector<std::string> keys) override { return blobs_.remove(std::move(keys)); }

    Task<Result<std::vector<std::string>>> list(KeyPrefix owner, std::size_t limit) override {
        auto infos = co_await blobs_.list(owner.text(), std::string{}, limit);
        if (!infos) co_return infos.error();
        std::vector<std::string> keys;
        for (auto& info : *infos) keys.push_back(std::move(info.key));
        co_return keys;
    }

private:
    blob::Store& blobs_;
    async::Pool& pool_;
};

}  // namespace

std::unique_ptr<Media> make_blob_media(blob::Store& blobs, async::Pool& pool) {
    return std::make_unique<BlobMedia>(blobs, pool);
}

}  // namespace instante::resize_image
