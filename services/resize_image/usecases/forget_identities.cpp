#include "resize_image/usecases/forget_identities.hpp"

#include <string>
#include <utility>

#include "async/signal.hpp"

namespace instante::resize_image {

Task<Result<void>> ForgetIdentities::operator()() {
    const auto moment = clock_.now() - identity_lifetime;
    std::string place;
    for (;;) {
        auto next = co_await identities_.sweep(moment, std::move(place));
        if (!next) co_return next.error();
        if (!*next) co_return Result<void>{};
        place = std::move(**next);
        co_await async::sleep(pause_);
    }
}

}  // namespace instante::resize_image
