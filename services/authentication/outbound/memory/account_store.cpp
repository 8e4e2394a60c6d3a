#include "authentication/domain/errors.hpp"
#include "authentication/domain/fields.hpp"
#include "authentication/outbound/memory/state.hpp"

namespace instante::authentication::memory {

namespace {

class MemoryAccountStore final : public AccountStore {
public:
    explicit MemoryAccountStore(StatePtr state) : state_(std::move(state)) {}

    Task<Result<AddedAccount>> add(NewAccount account) override {
        const std::lock_guard lock{state_->mutex};
        co_return add_locked(std::move(account));
    }

    Task<Result<std::optional<Registered>>> registered(std::string key, core::Timestamp since) override {
        const std::lock_guard lock{state_->mutex};
        const auto found = state_->request_keys.find(key);
        if (found == state_->request_keys.end() || found->second.second < since) co_return std::optional<Registered>{};
        co_return std::optional{found->second.first};
    }

    Task<Result<ChangedUser>> change(UserChange change) override {
        const std::lock_guard lock{state_->mutex};
        co_return change_locked(std::move(change));
    }

    Task<Result<void>> rehash(UserId user, std::string from, std::string to) override {
        const std::lock_guard lock{state_->mutex};
        const auto found = state_->users.find(user);
        if (found != state_->users.end() && found->second.password_hash == from) found->second.password_hash = std::move(to);
        co_return boost::system::in_place_value;
    }

    Task<Result<std::size_t>> forget_keys(core::Timestamp before, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        std::size_t count = 0;
        for (auto entry = state_->request_keys.begin(); entry != state_->request_keys.end() && count < limit;) {
            if (entry->second.second < before) {
                entry = state_->request_keys.erase(entry);
                ++count;
            } else {
                ++entry;
            }
        }
        co_return count;
    }

private:
    Result<AddedAccount> add_locked(NewAccount account) {
        auto& user = account.user;
        if (account.key) {
            const auto since = user.created_at - request_key_lifetime;
            const auto before = state_->request_keys.find(account.key->key);
            if (before != state_->request_keys.end() && before->second.second >= since)
                return AddedAccount{{}, before->second.first};
        }
        const auto fields = taken_by_others(user);
        if (!fields.empty()) return taken_fields(fields);

        if (account.pending_picture) state_->await_picture(user, *account.pending_picture, user.created_at);
        state_->users.emplace(user.id, user);
        claim(user);
        if (account.key) state_->request_keys[account.key->key] = {{user.id, account.key->body}, user.created_at};
        state_->announce(UserCreated{user}, account.trace);
        for (const auto& mail : account.mails) state_->announce(MailDue{mail}, account.trace);
        std::vector<SessionEnded> none;
        state_->add_session(account.session, account.trace, none);
        return AddedAccount{user, std::nullopt};
    }

    Result<ChangedUser> change_locked(UserChange change) {
        const auto found = state_->users.find(change.user.id);
        if (found == state_->users.end()) return core::Error{core::not_found};
        auto& stored = found->second;
        if (stored.version + 1 != change.user.version) return core::Error{changed_meanwhile};
        const auto fields = taken_by_others(change.user);
        if (!fields.empty()) return taken_fields(fields);

        if (change.replaces_picture)
            for (auto& [id, picture] : state_->pending) picture.unwanted |= picture.user == stored.id;
        if (change.pending_picture) await_picture(change);
        state_->usernames.erase(stored.username);
        state_->emails.erase(stored.email);
        change.user.followers_count = stored.followers_count;
        change.user.following_count = stored.following_count;
        stored = change.user;
        claim(stored);
        state_->announce(announce_change(stored, change.media_keys), change.trace);
        for (const auto& mail : change.mails) state_->announce(MailDue{mail}, change.trace);
        if (change.sessions == UserChange::End::none) return ChangedUser{stored, {}};
        const auto keep = change.sessions == UserChange::End::others ? change.keep : SessionId{};
        return ChangedUser{stored, state_->end_sessions(stored.id, keep, change.at, change.trace)};
    }

    void await_picture(UserChange& change) {
        auto before = change.user.image;
        state_->await_picture(change.user, *change.pending_picture, change.at);
        if (change.user.image == before) return;
        for (auto& key : media_keys(before)) change.media_keys.push_back(std::move(key));
    }

    [[nodiscard]] std::vector<std::string> taken_by_others(const User& user) const {
        std::vector<std::string> fields;
        const auto username = state_->usernames.find(user.username);
        if (username != state_->usernames.end() && username->second != user.id) fields.emplace_back("username");
        const auto email = state_->emails.find(user.email);
        if (email != state_->emails.end() && email->second != user.id) fields.emplace_back("email");
        return fields;
    }

    void claim(const User& user) {
        if (!user.username.empty()) state_->usernames[user.username] = user.id;
        if (!user.email.empty()) state_->emails[user.email] = user.id;
    }

    StatePtr state_;
};

}  // namespace

std::unique_ptr<AccountStore> make_accounts(StatePtr state) {
    return std::make_unique<MemoryAccountStore>(std::move(state));
}

}  // namespace instante::authentication::memory
