#include <algorithm>

#include "authentication/domain/errors.hpp"
#include "authentication/domain/fields.hpp"
#include "authentication/outbound/memory/state.hpp"

namespace instante::authentication::memory {

namespace {

class MemoryMailStore final : public MailStore {
public:
    explicit MemoryMailStore(StatePtr state) : state_(std::move(state)) {}

    Task<Result<void>> order(MailOrder order, core::Trace trace) override {
        const std::lock_guard lock{state_->mutex};
        state_->announce(MailDue{std::move(order)}, trace);
        co_return boost::system::in_place_value;
    }

    Task<Result<void>> put(MailToken token) override {
        const std::lock_guard lock{state_->mutex};
        auto& tokens = state_->mail_tokens;
        const auto alike = [&](const MailToken& each) { return each.user == token.user && each.kind == token.kind; };
        if (std::count_if(tokens.begin(), tokens.end(), alike) >= static_cast<std::ptrdiff_t>(mail_token_limit)) {
            auto oldest = std::find_if(tokens.begin(), tokens.end(), alike);
            for (auto each = oldest; each != tokens.end(); ++each)
                if (alike(*each) && each->expires_at < oldest->expires_at) oldest = each;
            tokens.erase(oldest);
        }
        tokens.push_back(std::move(token));
        co_return boost::system::in_place_value;
    }

    Task<Result<std::optional<MailToken>>> find(std::string digest, core::Timestamp now) override {
        const std::lock_guard lock{state_->mutex};
        co_return token(digest, now);
    }

    Task<Result<std::optional<User>>> confirm(TokenUse use) override {
        const std::lock_guard lock{state_->mutex};
        co_return confirm_locked(use);
    }

    Task<Result<std::optional<ChangedUser>>> reset(TokenUse use, std::string password_hash) override {
        const std::lock_guard lock{state_->mutex};
        const auto found = token(use.digest, use.now);
        if (!found || found->kind != MailKind::reset) co_return std::optional<ChangedUser>{};
        auto* user = spend(*found);
        if (user == nullptr || user->email != found->address) co_return std::optional<ChangedUser>{};
        renew_password(*user, password_hash);
        state_->announce(UserUpdated{*user, {}}, use.trace);
        auto ended = state_->end_sessions(user->id, {}, use.now, use.trace);
        co_return std::optional{ChangedUser{*user, std::move(ended)}};
    }

    Task<Result<std::size_t>> sweep(core::Timestamp now, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        std::size_t count = 0;
        const auto too_old = [&](const MailToken& each) {
            if (each.expires_at > now || count == limit) return false;
            ++count;
            return true;
        };
        std::erase_if(state_->mail_tokens, too_old);
        co_return count;
    }

private:
    [[nodiscard]] std::optional<MailToken> token(const std::string& digest, core::Timestamp now) const {
        for (const auto& each : state_->mail_tokens)
            if (each.digest == digest && each.expires_at > now) return each;
        return std::nullopt;
    }

    /// The active user whose token this is, the token and its like spent.
    User* spend(const MailToken& token) {
        const auto alike = [&](const MailToken& each) { return each.user == token.user && each.kind == token.kind; };
        std::erase_if(state_->mail_tokens, alike);
        return state_->active(token.user);
    }

    Result<std::optional<User>> confirm_locked(const TokenUse& use) {
        const auto found = token(use.digest, use.now);
        if (!found || found->kind == MailKind::reset) return std::optional<User>{};
        const auto* active = state_->active(found->user);
        const auto holder = state_->emails.find(found->address);
        if (active != nullptr && holder != state_->emails.end() && holder->second != active->id) return taken_fields({"email"});
        auto* user = spend(*found);
        if (user == nullptr) return std::optional<User>{};
        const auto before = user->email;
        if (!confirm_address(*user, *found)) return std::optional<User>{};
        state_->emails.erase(before);
        state_->emails[user->email] = user->id;
        state_->announce(UserUpdated{*user, {}}, use.trace);
        return std::optional{*user};
    }

    StatePtr state_;
};

}  // namespace

std::unique_ptr<MailStore> make_mails(StatePtr state) {
    return std::make_unique<MemoryMailStore>(std::move(state));
}

}  // namespace instante::authentication::memory
