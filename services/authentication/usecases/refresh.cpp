#include "authentication/usecases/refresh.hpp"

#include <utility>

#include "authentication/domain/errors.hpp"

namespace instante::authentication {

Task<Result<SignedIn>> Refresh::operator()(std::string refresh_token, core::Trace trace) {
    auto next = needs_.secrets.new_token();
    Rotation rotation{needs_.secrets.digest(refresh_token), needs_.secrets.digest(next), needs_.clock.now(), std::move(trace)};
    auto rotated = co_await needs_.sessions.rotate(std::move(rotation));
    if (!rotated) co_return rotated.error();
    if (!*rotated) co_return core::Error{bad_refresh_token, "unknown token"};
    if ((*rotated)->ended) {
        needs_.refusals.refuse_session(*(*rotated)->ended);
        const auto* reason = (*rotated)->verdict == RefreshVerdict::reused ? "token reused" : "session idle too long";
        co_return core::Error{bad_refresh_token, reason};
    }
    co_return needs_.maker.complete(std::move((*rotated)->user), (*rotated)->session, std::move(next));
}

}  // namespace instante::authentication
