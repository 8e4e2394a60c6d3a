#include "authentication/usecases/sign_out.hpp"

#include <utility>

namespace instante::authentication {

Task<Result<void>> SignOut::operator()(SessionId session, core::Trace trace) {
    auto ended = co_await sessions_.end(session, clock_.now(), std::move(trace));
    if (!ended) co_return ended.error();
    if (*ended) refusals_.refuse_session(**ended);
    co_return boost::system::in_place_value;
}

}  // namespace instante::authentication
