#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "authentication/outbound/memory/stores.hpp"

namespace instante::authentication::memory {

struct DeviceRow {
    std::uint64_t order = 0;
    UserId user;
    SessionId session;
    Device device;
};

struct PendingPicture {
    UserId user;
    core::Timestamp asked_at{};
    bool unwanted = false;  ///< another took its place while it was rendered
};

/// Everything, under one lock that is held for the length of a call. Functions are called with it held.
struct State {
    State(outbox::MemorySource& source, RenderAnnouncement renderer) : outbox(source), render(std::move(renderer)) {}

    void announce(const Announcement& announcement, const core::Trace& trace) { outbox.append(render(announcement, trace)); }
    /// A person who is active, or null.
    User* active(UserId id);

    void add_session(const NewSession& session, const core::Trace& trace, std::vector<SessionEnded>& ended);
    std::optional<SessionEnded> end_session(SessionId id, core::Timestamp at, const core::Trace& trace);
    /// Ends all sessions of a user but `keep`.
    std::vector<SessionEnded> end_sessions(UserId user, SessionId keep, core::Timestamp at, const core::Trace& trace);
    void add_token(const RefreshToken& token);

    void put_device(UserId user, SessionId session, const Device& device);
    void drop_device(SessionId session);
    [[nodiscard]] Recipient recipient(const User& user) const;

    /// Notes that `user` awaits a picture; sets it when it has come already.
    void await_picture(User& user, ImageId id, core::Timestamp at);
    void put_edge(const Follow& edge);

    std::mutex mutex;
    outbox::MemorySource& outbox;
    RenderAnnouncement render;

    std::map<UserId, User> users;
    std::unordered_map<std::string, UserId> usernames;
    std::unordered_map<std::string, UserId> emails;
    std::map<std::string, std::pair<Registered, core::Timestamp>> request_keys;

    std::map<SessionId, Session> sessions;
    std::map<UserId, std::set<SessionId>> sessions_of;
    std::unordered_map<std::string, RefreshToken> tokens;
    std::map<SessionId, std::deque<std::string>> tokens_of;  ///< oldest first
    std::deque<SessionEnded> ended;

    std::map<std::pair<UserId, UserId>, Follow> edges;       ///< by follower and followee
    std::map<UserId, std::map<FollowId, UserId>> followers;  ///< active edges of a followee
    std::map<UserId, std::map<FollowId, UserId>> following;  ///< active edges of a follower
    std::map<UserId, std::set<UserId>> followers_by_id;

    std::map<UserId, std::vector<DeviceRow>> devices;  ///< oldest first
    std::map<SessionId, UserId> device_of;
    std::map<std::pair<DeviceKind, std::string>, SessionId> device_owner;
    std::uint64_t device_order = 0;

    std::map<ImageId, PendingPicture> pending;
    std::map<ImageId, LatePicture> early;
    std::vector<StoredKey> keys;  ///< oldest first
    std::vector<MailToken> mail_tokens;
    std::map<UserId, Deletion> deletions;
};

using StatePtr = std::shared_ptr<State>;

std::unique_ptr<AccountStore> make_accounts(StatePtr state);
std::unique_ptr<PeopleStore> make_people(StatePtr state);
std::unique_ptr<SessionStore> make_sessions(StatePtr state);
std::unique_ptr<FollowStore> make_follows(StatePtr state);
std::unique_ptr<DeviceStore> make_devices(StatePtr state);
std::unique_ptr<PictureStore> make_pictures(StatePtr state);
std::unique_ptr<KeyStore> make_keys(StatePtr state);
std::unique_ptr<MailStore> make_mails(StatePtr state);
std::unique_ptr<DeletionStore> make_deletions(StatePtr state);
std::unique_ptr<SearchStore> make_search(StatePtr state);

}  // namespace instante::authentication::memory
