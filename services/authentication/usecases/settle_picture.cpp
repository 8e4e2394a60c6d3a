#include "authentication/usecases/settle_picture.hpp"

#include <utility>

#include "authentication/domain/errors.hpp"

namespace instante::authentication {

Result<Image> PictureAnswer::outcome() const {
    if (image) return *image;
    return core::Error{picture_error(error), error};
}

Task<Result<bool>> SettlePicture::operator()(PictureAnswer answer) {
    if (waits_.deliver(answer.id, answer.outcome())) co_return true;
    LatePicture late{answer.id, answer.owner, std::move(answer.image), clock_.now(), std::move(answer.trace)};
    auto settled = co_await pictures_.settle(std::move(late));
    if (!settled) co_return settled.error();
    co_return false;
}

}  // namespace instante::authentication
