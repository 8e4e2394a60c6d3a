#include "authentication/usecases/session_maker.hpp"

#include <utility>

namespace instante::authentication {

SessionDraft SessionMaker::draft(UserId user, std::optional<Device> device) const {
    const auto now = clock_.now();
    SessionDraft draft;
    draft.refresh_token = secrets_.new_token();
    draft.session.session = {.id = ids_.next<SessionId>(), .user = user, .created_at = now, .used_at = now};
    draft.session.token_digest = secrets_.digest(draft.refresh_token);
    draft.session.device = std::move(device);
    return draft;
}

SignedIn SessionMaker::complete(User user, SessionId session, std::string refresh_token) const {
    auto access_token = tokens_.issue(user, session, clock_.now());
    return {std::move(user), std::move(access_token), std::move(refresh_token)};
}

}  // namespace instante::authentication
