#include "authentication/domain/session.hpp"

namespace instante::authentication {

RefreshVerdict judge_refresh(const Session& session, const RefreshToken& token, core::Timestamp now) {
    if (now - session.used_at >= session_idle_limit) return RefreshVerdict::expired;
    if (token.number == session.newest) return RefreshVerdict::rotate;
    const auto last_used = token.number == session.used && token.used_at.has_value();
    if (last_used && now - *token.used_at <= refresh_grace) return RefreshVerdict::repeat;
    return RefreshVerdict::reused;
}

}  // namespace instante::authentication
