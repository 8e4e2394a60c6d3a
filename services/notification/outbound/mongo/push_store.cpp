#include <algorithm>
#include <memory>
#include <utility>

#include "notification/outbound/mongo/deliverers.hpp"
#include "notification/outbound/mongo/notification_documents.hpp"
#include "notification/outbound/mongo/person_documents.hpp"
#include "notification/outbound/mongo/push_documents.hpp"
#include "notification/outbound/mongo/settled_keys.hpp"
#include "notification/outbound/mongo/shelf.hpp"

namespace instante::notification::mongo_shelf {
namespace {

using mongo::Connection;
using mongo::Document;

std::vector<UserId> sorted(std::vector<UserId> users) {
    std::ranges::sort(users);
    return users;
}

std::vector<DuePush> with_content(Connection& connection, std::vector<Push> pushes) {
    std::vector<NotificationId> told;
    std::vector<UserId> users;
    for (const auto& push : pushes) {
        if (std::ranges::find(told, push.key.notification) == told.end()) told.push_back(push.key.notification);
        users.push_back(push.user);
    }
    const auto shown = shown_of(connection, told);
    const auto gone = sorted(deleted_of(connection, users));
    std::vector<DuePush> due;
    due.reserve(pushes.size());
    for (auto& push : pushes) {
        auto& each = due.emplace_back(DuePush{std::move(push), std::nullopt});
        const auto entry = shown.find(each.push.key.notification);
        if (entry == shown.end() || std::ranges::binary_search(gone, each.push.user)) continue;
        const auto& content = entry->second;
        each.content = DuePush::Content{content.type, content.actor, content.publication, content.text, content.image};
    }
    return due;
}

Result<DuePage> due_in(Connection& connection, Holder holder, core::Timestamp now, const std::optional<DueKey>& after,
                       std::size_t limit) {
    auto leased = lease_due(connection, holder, now, after, limit);
    DuePage page;
    page.pushes = with_content(connection, std::move(leased.pushes));
    if (page.pushes.size() == limit) return page;
    page.next = leased.outrun ? now : next_due(connection, now);
    return page;
}

/// Telling comes first: who dies in between leaves a push that is tried, and told of, again.
Result<void> settle_in(Connection& connection, const Shelf& shelf, Holder holder, const std::vector<Settlement>& settlements) {
    std::vector<PushKey> ended;
    std::vector<PushKey> dead;
    std::vector<Postponed> failed;
    for (const auto& [key, user, outcome] : settlements) {
        if (const auto* later = std::get_if<Settlement::Later>(&outcome)) {
            failed.push_back({key, later->due});
            continue;
        }
        ended.push_back(key);
        if (std::holds_alternative<Settlement::Gone>(outcome)) dead.push_back(key);
    }
    const auto owed = owed_of(connection, dead);
    DevicesGone gone;
    for (const auto& settlement : settlements)
        if (std::holds_alternative<Settlement::Gone>(settlement.outcome) && std::ranges::find(owed, settlement.key) != owed.end())
            gone.devices.push_back({settlement.user, settlement.key.token});
    if (!gone.devices.empty()) shelf.announce(connection, gone);
    end_pushes(connection, ended);
    postpone(connection, holder, failed);
    return {};
}

Result<Backlog> backlog_in(Connection& connection) {
    Backlog backlog;
    // As the server keeps it: without a condition nothing is counted.
    const auto counted = connection.command(Document{{"count", pushes}});
    backlog.depth = std::min(static_cast<std::size_t>(counted.view().number("n")), Backlog::most);
    const auto oldest = connection.find(
        pushes, Document{}, {.sort = Document{{"notification", 1}}, .limit = 1, .projection = Document{{"notification", 1}}});
    if (!oldest.empty()) backlog.oldest = oldest.front().view().id<NotificationId>("notification");
    return backlog;
}

class MongoPushStore final : public PushStore {
public:
    explicit MongoPushStore(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<DuePage>> due(core::Timestamp now, std::optional<DueKey> after, std::size_t limit) override {
        const SettledKeys::Watch meanwhile{settled_};
        auto work = [holder = deliverers_->self(), now, after = std::move(after), limit](Connection& connection) {
            return due_in(connection, holder, now, after, limit);
        };
        auto page = co_await shelf_->run(std::move(work));
        if (!page) co_return page;
        const auto left_out = std::erase_if(page->pushes, [&](const DuePush& each) { return meanwhile.has(each.push.key); });
        if (left_out > 0) page->next = now;  // behind those there may be more
        co_return page;
    }

    Task<Result<void>> settle(std::vector<Settlement> settlements) override {
        const bool announces = std::ranges::any_of(
            settlements, [](const Settlement& each) { return std::holds_alternative<Settlement::Gone>(each.outcome); });
        auto work = [shelf = shelf_, holder = deliverers_->self(), settlements](Connection& connection) {
            return settle_in(connection, *shelf, holder, settlements);
        };
        auto written = announces ? shelf_->announcing(std::move(work)) : shelf_->run(std::move(work));
        auto outcome = co_await std::move(written);
        settled_.note(settlements);
        co_return outcome;
    }

    Task<Result<bool>> drop_old(NotificationId oldest, std::size_t limit) override {
        auto work = [oldest, limit](Connection& connection) -> Result<bool> {
            return remove_pushes(connection, Document{{"notification", Document{{"$lt", oldest}}}}, limit) == limit;
        };
        return shelf_->run(work);
    }

    Task<Result<Backlog>> backlog() override { return shelf_->run(backlog_in); }

    Task<Result<bool>> watch(core::Timestamp now) override {
        auto work = [all = deliverers_, now](Connection& connection) -> Result<bool> {
            return release(connection, all->watch(connection, now)) > 0;
        };
        return shelf_->run(std::move(work));
    }

private:
    ShelfPtr shelf_;
    const std::shared_ptr<Deliverers> deliverers_ = std::make_shared<Deliverers>();
    SettledKeys settled_;
};

}  // namespace

std::unique_ptr<PushStore> make_pushes(ShelfPtr shelf) {
    return std::make_unique<MongoPushStore>(std::move(shelf));
}

}  // namespace instante::notification::mongo_shelf
