#include "resize_image/usecases/render_picture.hpp"

#include <cstdint>
#include <utility>
#include <vector>

#include "resize_image/domain/keys.hpp"

namespace instante::resize_image {
namespace {

constexpr std::uint64_t piece_size = 1 << 20;

bool is_an_answer(const core::Error& error) {
    return error.kind() == core::Kind::unsupported || error.kind() == core::Kind::too_large ||
           error.kind() == core::Kind::invalid;
}

/// Reads an object from its beginning to its end.
Pieces pieces_of(Media& media, std::string key) {
    return [&media, key = std::move(key), offset = std::uint64_t{0}]() mutable {
        const auto from = std::exchange(offset, offset + piece_size);
        return media.read(key, from, piece_size);
    };
}

std::vector<std::string> only(std::string key) {
    return std::vector<std::string>(1, std::move(key));
}

}  // namespace

Task<Result<void>> RenderPicture::operator()(PictureRequest request) {
    if (!request.blob.starts_with(incoming_prefix)) co_return core::Error{core::malformed, "not an incoming picture"};
    auto blob = only(request.blob);
    auto image = co_await make(request.id, request.owner, request.blob);
    PictureOutcome outcome;
    if (image) {
        outcome = std::move(*image);
    } else if (image.error().code() == core::not_found) {
        co_return Result<void>{};  // delivered again: it was answered before its bytes were removed
    } else if (is_an_answer(image.error())) {
        outcome = std::string{image.error().code().slug};
    } else {
        co_return image.error();
    }
    auto answered = co_await needs_.announcer.answer(std::move(request), std::move(outcome));
    if (!answered) co_return answered.error();
    co_return co_await needs_.media.remove(std::move(blob));
}

Task<Result<Image>> RenderPicture::make(ImageId id, UserId owner, std::string blob) {
    auto pieces = pieces_of(needs_.media, std::move(blob));
    auto photo = co_await needs_.receive(std::move(pieces));
    if (!photo) co_return photo.error();
    auto rendered = co_await needs_.renderer.render(photo->file->path());
    if (!rendered) co_return rendered.error();
    std::vector<NamedPicture> pictures(1);
    pictures.front().id = id;
    pictures.front().rendered = std::move(*rendered);
    KeyPrefix prefix{owner};
    auto images = co_await needs_.media.store(std::move(prefix), std::move(pictures));
    if (!images) co_return images.error();
    co_return std::move(images->front());
}

}  // namespace instante::resize_image
