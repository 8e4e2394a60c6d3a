#include "resize_image/usecases/receive_photo.hpp"

#include <utility>

#include "resize_image/domain/errors.hpp"

namespace instante::resize_image {

Task<Result<SpooledPhoto>> ReceivePhoto::operator()(Pieces pieces) {
    auto file = co_await spool_.create();
    if (!file) co_return file.error();
    SpooledPhoto photo{std::move(*file), {}, {}};
    for (;;) {
        auto piece = co_await pieces();
        if (!piece) co_return piece.error();
        if (piece->empty()) break;
        photo.size.count += piece->size();
        if (photo.size > limit_) co_return core::Error{too_many_bytes};
        auto written = co_await photo.file->write(std::move(*piece));
        if (!written) co_return written.error();
    }
    photo.sha256 = photo.file->digest();
    co_return photo;
}

}  // namespace instante::resize_image
