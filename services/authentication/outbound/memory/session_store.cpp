#include <algorithm>

#include "authentication/outbound/memory/state.hpp"

namespace instante::authentication::memory {

namespace {

class MemorySessionStore final : public SessionStore {
public:
    explicit MemorySessionStore(StatePtr state) : state_(std::move(state)) {}

    Task<Result<std::vector<SessionEnded>>> open(NewSession session, core::Trace trace) override {
        const std::lock_guard lock{state_->mutex};
        const auto* user = state_->active(session.session.user);
        const auto outdated = !session.proven_hash.empty() && user != nullptr && session.proven_hash != user->password_hash;
        if (user == nullptr || outdated) co_return core::Error{core::not_found};
        std::vector<SessionEnded> ended;
        state_->add_session(session, trace, ended);
        co_return ended;
    }

    Task<Result<std::optional<Rotated>>> rotate(Rotation rotation) override {
        const std::lock_guard lock{state_->mutex};
        co_return rotate_locked(rotation);
    }

    Task<Result<std::optional<SessionEnded>>> end(SessionId session, core::Timestamp at, core::Trace trace) override {
        const std::lock_guard lock{state_->mutex};
        co_return state_->end_session(session, at, trace);
    }

    Task<Result<std::vector<SessionEnded>>> ended_since(core::Timestamp since) override {
        const std::lock_guard lock{state_->mutex};
        std::vector<SessionEnded> recent;
        for (const auto& each : state_->ended)
            if (each.at >= since) recent.push_back(each);
        co_return recent;
    }

    Task<Result<std::size_t>> sweep(core::Timestamp idle_since, core::Timestamp ended_before, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        std::vector<SessionId> idle;
        for (const auto& [id, session] : state_->sessions)
            if (session.used_at <= idle_since && idle.size() < limit) idle.push_back(id);
        for (const auto id : idle) state_->end_session(id, idle_since + session_idle_limit, {});
        const auto old = [ended_before](const SessionEnded& each) { return each.at < ended_before; };
        const auto forgotten = std::erase_if(state_->ended, old);
        co_return idle.size() + forgotten;
    }

private:
    Result<std::optional<Rotated>> rotate_locked(const Rotation& rotation) {
        const auto found = state_->tokens.find(rotation.used_digest);
        if (found == state_->tokens.end()) return std::optional<Rotated>{};
        auto& token = found->second;
        auto& session = state_->sessions.at(token.session);
        const auto* user = state_->active(session.user);
        if (user == nullptr) return std::optional<Rotated>{};
        Rotated rotated{*user, session.id, std::nullopt, judge_refresh(session, token, rotation.now)};
        switch (rotated.verdict) {
            case RefreshVerdict::reused:
            case RefreshVerdict::expired:
                rotated.ended = state_->end_session(session.id, rotation.now, rotation.trace);
                return std::optional{std::move(rotated)};
            case RefreshVerdict::rotate:
                token.used_at = rotation.now;
                session.used = token.number;
                break;
            case RefreshVerdict::repeat:
                break;
        }
        session.used_at = rotation.now;
        state_->add_token({rotation.new_digest, session.id, ++session.newest, std::nullopt});
        return std::optional{std::move(rotated)};
    }

    StatePtr state_;
};

}  // namespace

std::unique_ptr<SessionStore> make_sessions(StatePtr state) {
    return std::make_unique<MemorySessionStore>(std::move(state));
}

}  // namespace instante::authentication::memory
