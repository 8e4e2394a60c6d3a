#include "notification/usecases/forget_publication.hpp"

#include "notification/usecases/chunk.hpp"

namespace instante::notification {

Task<Result<void>> ForgetPublication::operator()(PublicationId publication) {
    auto hidden = co_await notifications_.hide(publication);
    if (!hidden) co_return hidden;
    for (;;) {
        auto more = co_await notifications_.clear_hidden(chunk);
        if (!more) co_return more.error();
        if (!*more) co_return Result<void>{};
    }
}

}  // namespace instante::notification
