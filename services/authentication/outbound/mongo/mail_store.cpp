#include <algorithm>
#include <utility>

#include "authentication/domain/errors.hpp"
#include "authentication/outbound/mongo/dated_lists.hpp"
#include "authentication/outbound/mongo/mail_tokens.hpp"
#include "authentication/outbound/mongo/session_documents.hpp"
#include "authentication/outbound/mongo/shelf.hpp"
#include "authentication/outbound/mongo/user_documents.hpp"
#include "authentication/outbound/mongo/user_writes.hpp"

namespace instante::authentication::mongo_store {

namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;
using mongo::Update;
using mongo::View;

/// A token with the person whose document it lies in, as they were read in one step.
struct Found {
    MailToken token;
    User user;
};

Document to_document(const MailToken& token) {
    return {{"digest", token.digest},
            {"kind", static_cast<int>(token.kind)},
            {"address", token.address},
            {"expires_at", token.expires_at}};
}

std::vector<MailToken> tokens_of(const View& user) {
    std::vector<MailToken> tokens;
    for (const auto& each : user.documents("mail_tokens"))
        tokens.push_back({.digest = each.text("digest"),
                          .kind = static_cast<MailKind>(each.integer("kind")),
                          .user = user.id<UserId>("_id"),
                          .address = each.text("address"),
                          .expires_at = each.time("expires_at")});
    return tokens;
}

std::optional<MailToken> token_in(const View& user, const std::string& digest, core::Timestamp now) {
    for (auto& each : tokens_of(user))
        if (each.digest == digest && each.expires_at > now) return std::move(each);
    return std::nullopt;
}

Document bearer_of(const std::string& digest) {
    return {{"mail_tokens.digest", digest}};
}

std::optional<Found> find_token(Connection& connection, const TokenUse& use) {
    const auto found = connection.find_one(users, bearer_of(use.digest));
    if (!found) return std::nullopt;
    auto token = token_in(found->view(), use.digest, use.now);
    if (!token) return std::nullopt;
    return Found{std::move(*token), to_user(found->view())};
}

/// Forgets all but the newest of a kind: of two that expire at once the one that was put first.
void forget_surplus(Connection& connection, const View& user, MailKind kind) {
    const auto tokens = tokens_of(user);
    std::vector<std::pair<core::Timestamp, std::size_t>> newest;
    for (std::size_t at = 0; at < tokens.size(); ++at)
        if (tokens[at].kind == kind) newest.emplace_back(tokens[at].expires_at, at);
    if (newest.size() <= mail_token_limit) return;
    std::ranges::sort(newest, std::ranges::greater{});
    Array surplus;
    for (auto each = newest.begin() + mail_token_limit; each != newest.end(); ++each) surplus.add(tokens[each->second].digest);
    const Document condition{{"digest", Document{{"$in", surplus}}}};
    connection.update(users, Document{{"_id", user.id<UserId>("_id")}}, Update{}.pull("mail_tokens", condition).document());
}

void put_in(Connection& connection, const MailToken& token) {
    const Document without{{"_id", token.user},
                           {"state", Document{{"$ne", number(UserState::deleted)}}},
                           {"mail_tokens.digest", Document{{"$ne", token.digest}}}};
    const auto added = Update{}.push("mail_tokens", {to_document(token)}).document();
    const auto user = connection.find_and_update(users, without, added, Connection::Which::after);
    if (user) forget_surplus(connection, user->view(), token.kind);
}

/// In the change that a token is used for: it and its like are spent.
void spend(Update& update, MailKind kind) {
    update.pull("mail_tokens", Document{{"kind", static_cast<int>(kind)}});
}

/// They are spent for nothing.
void spend(Connection& connection, const Found& found) {
    Update update;
    spend(update, found.token.kind);
    connection.update(users, Document{{"_id", found.user.id}}, update.document());
}

/// The change, told and with the tokens spent, in one step. Errors: `changed_meanwhile`, and those of `write_user`.
Result<void> write(Connection& connection, const Shelf& shelf, const Found& before, const User& user, const TokenUse& use,
                   Update also) {
    spend(also, before.token.kind);
    UserWrite change{.user = user, .announcements = {UserUpdated{user, {}}}, .trace = use.trace, .also = std::move(also)};
    return write_user(connection, shelf, before.user, std::move(change));
}

Result<std::optional<User>> confirm_once(Connection& connection, const Shelf& shelf, const TokenUse& use) {
    const auto found = find_token(connection, use);
    if (!found || found->token.kind == MailKind::reset) return std::optional<User>{};
    auto user = found->user;
    if (user.state != UserState::active || !confirm_address(user, found->token)) {
        spend(connection, *found);
        return std::optional<User>{};
    }
    auto written = write(connection, shelf, *found, user, use, {});
    if (!written) return written.error();
    return std::optional{std::move(user)};
}

Result<std::optional<ChangedUser>> reset_once(Connection& connection, const Shelf& shelf, const TokenUse& use,
                                              const std::string& hash) {
    const auto found = find_token(connection, use);
    if (!found || found->token.kind != MailKind::reset) return std::optional<ChangedUser>{};
    auto user = found->user;
    if (user.state != UserState::active || user.email != found->token.address) {
        spend(connection, *found);
        return std::optional<ChangedUser>{};
    }
    renew_password(user, hash);
    Update also;
    want_sessions_ended(also, {}, use.now);
    auto written = write(connection, shelf, *found, user, use, std::move(also));
    if (!written) return written.error();
    auto ended = end_wanted_sessions(connection, shelf, user.id, use.trace);
    return std::optional{ChangedUser{std::move(user), std::move(ended)}};
}

/// Tries again where somebody else changes the same person at the same time.
template <class Attempt>
std::invoke_result_t<Attempt&> persist(Attempt attempt) {
    for (;;) {
        auto outcome = attempt();
        if (outcome || outcome.error().code() != changed_meanwhile) return outcome;
    }
}

class MongoMailStore final : public MailStore {
public:
    explicit MongoMailStore(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<void>> order(MailOrder order, core::Trace trace) override {
        auto work = [shelf = shelf_, order = std::move(order), trace = std::move(trace)](Connection& connection) -> Result<void> {
            shelf->append(connection, {MailDue{order}}, trace);
            return boost::system::in_place_value;
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<void>> put(MailToken token) override {
        auto work = [token = std::move(token)](Connection& connection) -> Result<void> {
            put_in(connection, token);
            return boost::system::in_place_value;
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<std::optional<MailToken>>> find(std::string digest, core::Timestamp now) override {
        auto work = [digest = std::move(digest), now](Connection& connection) -> Result<std::optional<MailToken>> {
            const auto user = connection.find_one(users, bearer_of(digest), Document{{"mail_tokens", 1}});
            return user ? token_in(user->view(), digest, now) : std::nullopt;
        };
        return shelf_->read(std::move(work));
    }

    Task<Result<std::optional<User>>> confirm(TokenUse use) override {
        auto work = [shelf = shelf_, use = std::move(use)](Connection& connection) {
            return persist([&] { return confirm_once(connection, *shelf, use); });
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<std::optional<ChangedUser>>> reset(TokenUse use, std::string password_hash) override {
        auto work = [shelf = shelf_, use = std::move(use), hash = std::move(password_hash)](Connection& connection) {
            return persist([&] { return reset_once(connection, *shelf, use, hash); });
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<std::size_t>> sweep(core::Timestamp now, std::size_t limit) override {
        auto work = [now, limit](Connection& connection) -> Result<std::size_t> {
            return forget_dated(connection, "mail_tokens", "expires_at", now + core::Timestamp::duration{1}, limit);
        };
        return shelf_->write(work);
    }

private:
    ShelfPtr shelf_;
};

}  // namespace

void forget_mail_tokens(Update& update) {
    update.unset("mail_tokens");
}

std::unique_ptr<MailStore> make_mails(ShelfPtr shelf) {
    return std::make_unique<MongoMailStore>(std::move(shelf));
}

}  // namespace instante::authentication::mongo_store
