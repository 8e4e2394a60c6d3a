#include <chrono>
#include <utility>

#include "async/signal.hpp"
#include "authentication/domain/errors.hpp"
#include "authentication/outbound/mongo/picture_documents.hpp"
#include "authentication/outbound/mongo/request_documents.hpp"
#include "authentication/outbound/mongo/session_documents.hpp"
#include "authentication/outbound/mongo/shelf.hpp"
#include "authentication/outbound/mongo/user_documents.hpp"
#include "authentication/outbound/mongo/user_writes.hpp"

namespace instante::authentication::mongo_store {
namespace {

using mongo::Batch;
using mongo::Connection;
using mongo::Document;
using mongo::Update;

/// How long, and how often, the same registration is waited for that somebody else has under way.
constexpr std::chrono::milliseconds twin_pause{20};
constexpr int twin_looks = 50;

std::vector<Announcement> with_mails(Announcement first, const std::vector<MailOrder>& mails) {
    std::vector<Announcement> all{std::move(first)};
    for (const auto& mail : mails) all.emplace_back(MailDue{mail});
    return all;
}

/// The person with all that they come with. The order of the steps: what nobody can see without the person, then the person.
Result<User> add_person(Connection& connection, const Shelf& shelf, const NewAccount& account) {
    auto user = account.user;
    Document document{{"_id", user.id}};
    if (account.pending_picture) {
        const auto early = early_picture(connection, *account.pending_picture);
        if (early && early->image) user.image = early->image;
        if (!early) await_picture(document, *account.pending_picture, user.created_at);
    }
    insert_session(connection, shelf, account.session);
    UserWrite newcomer{.user = user, .announcements = with_mails(UserCreated{user}, account.mails), .trace = account.trace};
    auto added = add_user(connection, shelf, newcomer, std::move(document));
    if (!added) {
        remove_session(connection, account.session);
        return added.error();
    }
    if (account.pending_picture) meet_picture(connection, shelf, user.id, *account.pending_picture);
    return user;
}

/// Nothing: the same is under way elsewhere.
Result<std::optional<AddedAccount>> add_in(Connection& connection, const Shelf& shelf, const NewAccount& account) {
    KeyClaim key{connection, shelf, account};
    switch (key.claim()) {
        case KeyClaim::Outcome::known:
            return std::optional{AddedAccount{{}, key.before()}};
        case KeyClaim::Outcome::under_way:
            return std::optional<AddedAccount>{};
        case KeyClaim::Outcome::ours:
            break;
    }
    auto user = add_person(connection, shelf, account);
    if (!user) {
        key.undo();
        return user.error();
    }
    key.hold();
    return std::optional{AddedAccount{std::move(*user), std::nullopt}};
}

/// What a change does to the pictures that are being rendered, and to the one that has come early.
void change_picture(Connection& connection, UserChange& change, Update& update) {
    const auto early =
        change.pending_picture ? early_picture(connection, *change.pending_picture) : std::optional<EarlyPicture>{};
    if (change.pending_picture && !early) return await_picture(update, *change.pending_picture, change.at);
    if (change.replaces_picture) want_no_picture(update);
    if (!early || !early->image || early->image == change.user.image) return;
    for (auto& key : media_keys(change.user.image)) change.media_keys.push_back(std::move(key));
    change.user.image = early->image;
}

Result<ChangedUser> change_in(Connection& connection, const Shelf& shelf, UserChange change) {
    const auto before = find_user(connection, change.user.id);
    if (!before) return core::Error{core::not_found};
    if (before->version + 1 != change.user.version) return core::Error{changed_meanwhile};
    change.user.followers_count = before->followers_count;
    change.user.following_count = before->following_count;
    Update also;
    change_picture(connection, change, also);
    const bool ends = change.sessions != UserChange::End::none;
    if (ends) want_sessions_ended(also, change.sessions == UserChange::End::others ? change.keep : SessionId{}, change.at);
    UserWrite write{.user = change.user,
                    .announcements = with_mails(announce_change(change.user, change.media_keys), change.mails),
                    .trace = change.trace,
                    .also = std::move(also)};
    auto written = write_user(connection, shelf, *before, std::move(write));
    if (!written) return written.error();
    if (change.pending_picture) meet_picture(connection, shelf, change.user.id, *change.pending_picture);
    ChangedUser changed{std::move(change.user), {}};
    if (ends) changed.ended = end_wanted_sessions(connection, shelf, before->id, change.trace);
    return changed;
}

std::size_t forget_keys_in(Connection& connection, core::Timestamp before, std::size_t limit) {
    const Document old{{"made_at", Document{{"$lt", before}}}};
    const auto all = connection.find(request_keys, old,
                                     {.sort = Document{{"made_at", 1}}, .limit = limit, .projection = Document{{"made_at", 1}}});
    Batch forgotten;
    for (const auto& each : all) forgotten.remove_one(each);  // unless it is another's by now
    connection.write(request_keys, forgotten);
    return all.size();
}

class MongoAccountStore final : public AccountStore {
public:
    explicit MongoAccountStore(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<AddedAccount>> add(NewAccount account) override {
        for (int look = 0; look < twin_looks; ++look) {
            auto work = [shelf = shelf_, account](Connection& connection) { return add_in(connection, *shelf, account); };
            auto added = co_await shelf_->write(std::move(work));
            if (!added) co_return added.error();
            if (*added) co_return std::move(**added);
            co_await async::sleep(twin_pause);
        }
        co_return core::Error{core::unavailable, "the same registration is under way"};
    }

    Task<Result<std::optional<Registered>>> registered(std::string key, core::Timestamp since) override {
        auto work = [key = std::move(key), since](Connection& connection) -> Result<std::optional<Registered>> {
            return find_registered(connection, key, since);
        };
        return shelf_->read(std::move(work));
    }

    Task<Result<ChangedUser>> change(UserChange change) override {
        auto work = [shelf = shelf_, change = std::move(change)](Connection& connection) {
            return change_in(connection, *shelf, change);
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<void>> rehash(UserId user, std::string from, std::string to) override {
        auto work = [user, from = std::move(from), to = std::move(to)](Connection& connection) -> Result<void> {
            const Document unchanged{{"_id", user}, {"password_hash", from}};
            connection.update(users, unchanged, Update{}.set("password_hash", to).document());
            return boost::system::in_place_value;
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<std::size_t>> forget_keys(core::Timestamp before, std::size_t limit) override {
        auto work = [before, limit](Connection& connection) -> Result<std::size_t> {
            return forget_keys_in(connection, before, limit);
        };
        return shelf_->write(work);
    }

private:
    ShelfPtr shelf_;
};

}  // namespace

std::unique_ptr<AccountStore> make_accounts(ShelfPtr shelf) {
    return std::make_unique<MongoAccountStore>(std::move(shelf));
}

}  // namespace instante::authentication::mongo_store
