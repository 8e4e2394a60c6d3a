#include "authentication/usecases/settle_picture.hpp"

#include <utility>

#include "authentication/domain/errors.hpp"

namespace instante::authentication {

Task<Result<void>> SettlePicture::operator()(PictureAnswer answer) {
    Result<Image> outcome = core::Error{picture_error(answer.error), answer.error};
    if (answer.image) outcome = *answer.image;
    if (waits_.deliver(answer.id, std::move(outcome))) co_return boost::system::in_place_value;
    LatePicture late{answer.id, answer.owner, std::move(answer.image), clock_.now(), std::move(answer.trace)};
    co_return co_await pictures_.settle(std::move(late));
}

}  // namespace instante::authentication
