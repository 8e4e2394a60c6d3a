#include "authentication/outbound/memory/state.hpp"

#include <algorithm>

namespace instante::authentication::memory {

User* State::active(UserId id) {
    const auto found = users.find(id);
    if (found == users.end() || found->second.state != UserState::active) return nullptr;
    return &found->second;
}

void State::add_session(const NewSession& added, const core::Trace& trace, std::vector<SessionEnded>& gone) {
    const auto& session = added.session;
    auto& others = sessions_of[session.user];
    while (others.size() >= session_limit) {
        const auto idle_longer = [this](SessionId left, SessionId right) {
            return sessions.at(left).used_at < sessions.at(right).used_at;
        };
        const auto oldest = *std::min_element(others.begin(), others.end(), idle_longer);
        if (auto one = end_session(oldest, session.created_at, trace)) gone.push_back(*one);
    }
    sessions.emplace(session.id, session);
    sessions_of[session.user].insert(session.id);
    add_token({added.token_digest, session.id, session.newest, std::nullopt});
    if (added.device) put_device(session.user, session.id, *added.device);
}

std::optional<SessionEnded> State::end_session(SessionId id, core::Timestamp at, const core::Trace& trace) {
    const auto found = sessions.find(id);
    if (found == sessions.end()) return std::nullopt;
    const SessionEnded one{id, found->second.user, at};
    drop_device(id);
    for (const auto& digest : tokens_of[id]) tokens.erase(digest);
    tokens_of.erase(id);
    sessions_of[one.user].erase(id);
    sessions.erase(found);
    ended.push_back(one);
    announce(one, trace);
    return one;
}

std::vector<SessionEnded> State::end_sessions(UserId user, SessionId keep, core::Timestamp at, const core::Trace& trace) {
    std::vector<SessionEnded> all;
    const auto theirs = sessions_of[user];
    for (const auto id : theirs) {
        if (id == keep) continue;
        if (auto one = end_session(id, at, trace)) all.push_back(*one);
    }
    return all;
}

void State::add_token(const RefreshToken& token) {
    tokens.emplace(token.digest, token);
    auto& family = tokens_of[token.session];
    family.push_back(token.digest);
    while (family.size() > static_cast<std::size_t>(remembered_tokens)) {
        tokens.erase(family.front());
        family.pop_front();
    }
}

void State::put_device(UserId user, SessionId session, const Device& device) {
    drop_device(session);
    const auto owner = device_owner.find({device.kind, device.token});
    if (owner != device_owner.end()) drop_device(SessionId{owner->second});
    auto& rows = devices[user];
    if (rows.size() >= device_limit) drop_device(SessionId{rows.front().session});
    devices[user].push_back({++device_order, user, session, device});
    device_of[session] = user;
    device_owner[{device.kind, device.token}] = session;
}

void State::drop_device(SessionId session) {
    const auto owner = device_of.find(session);
    if (owner == device_of.end()) return;
    auto& rows = devices[owner->second];
    const auto row = std::find_if(rows.begin(), rows.end(), [session](const DeviceRow& each) { return each.session == session; });
    device_owner.erase({row->device.kind, row->device.token});
    rows.erase(row);
    device_of.erase(owner);
}

Recipient State::recipient(const User& user) const {
    Recipient one{user.id, user.lang, {}};
    const auto rows = devices.find(user.id);
    if (rows == devices.end()) return one;
    for (const auto& row : rows->second) one.devices.push_back(row.device);
    return one;
}

void State::await_picture(User& user, ImageId id, core::Timestamp at) {
    auto came = early.extract(id);
    if (came.empty()) {
        pending[id] = {user.id, at, false};
    } else if (came.mapped().image) {
        user.image = std::move(came.mapped().image);
    }
}

void State::put_edge(const Follow& edge) {
    auto& stored = edges[{edge.follower, edge.followee}];
    followers[edge.followee].erase(stored.id);
    following[edge.follower].erase(stored.id);
    followers_by_id[edge.followee].erase(edge.follower);
    stored = edge;
    if (edge.state != FollowState::active) return;
    followers[edge.followee].emplace(edge.id, edge.follower);
    following[edge.follower].emplace(edge.id, edge.followee);
    followers_by_id[edge.followee].insert(edge.follower);
}

}  // namespace instante::authentication::memory

namespace instante::authentication {

Stores make_memory_stores(outbox::MemorySource& outbox, RenderAnnouncement render) {
    auto state = std::make_shared<memory::State>(outbox, std::move(render));
    return {.accounts = memory::make_accounts(state),
            .people = memory::make_people(state),
            .sessions = memory::make_sessions(state),
            .follows = memory::make_follows(state),
            .devices = memory::make_devices(state),
            .pictures = memory::make_pictures(state),
            .keys = memory::make_keys(state),
            .mails = memory::make_mails(state),
            .deletions = memory::make_deletions(state),
            .search = memory::make_search(state)};
}

}  // namespace instante::authentication
