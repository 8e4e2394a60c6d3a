#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "notification/tests/support/world.hpp"

namespace instante::notification {

/// What every engine's stores must do.
class StoresSuite : public testing::TestWithParam<EngineUnderTest> {
protected:
    World& world() { return *world_; }
    Stores& stores() { return world_->stores(); }

    void open(Notification notification) { ASSERT_TRUE(async::run(stores().notifications->open(std::move(notification), {}))); }
    /// How many pushes are owed now that were not before.
    std::size_t spread(AudiencePage page) {
        const auto before = due().pushes.size();
        EXPECT_TRUE(async::run(stores().notifications->spread(std::move(page), world_->clock.now(), {})));
        return due().pushes.size() - before;
    }
    /// Opens a notification of Ana's and puts it into the inboxes of `recipients`.
    void tell(NotificationId id, std::vector<Recipient> recipients, Person actor = samples::ana) {
        open(samples::published(id, std::move(actor)));
        spread(samples::page(id, std::move(recipients)));
    }
    InboxPage inbox(UserId user, InboxQuery query = {}) {
        query.user = user;
        if (query.limit == 0) query.limit = 20;
        return async::run(stores().inboxes->page(query)).value();
    }
    std::vector<NotificationId> inbox_ids(UserId user, InboxQuery query = {}) {
        std::vector<NotificationId> ids;
        for (const auto& entry : inbox(user, query).items) ids.push_back(entry.id);
        return ids;
    }
    /// Ids of what came after `place`, in the order in which it came.
    std::vector<NotificationId> since(UserId user, Arrival place, std::size_t limit = 20) {
        std::vector<NotificationId> ids;
        const ArrivalQuery query{.user = user, .after = place, .oldest = {}, .limit = limit};
        for (const auto& entry : async::run(stores().inboxes->since(query)).value().entries) ids.push_back(entry.id);
        return ids;
    }
    InboxPlace place_of(UserId user, std::optional<NotificationId> entry = std::nullopt) {
        return async::run(stores().inboxes->place_of(user, entry)).value();
    }
    void mark(UserId user, NotificationId up_to) { ASSERT_TRUE(async::run(stores().inboxes->mark_read(user, up_to))); }

    DuePage due(std::size_t limit = 100, std::optional<DueKey> after = std::nullopt) {
        return async::run(stores().pushes->due(world_->clock.now(), std::move(after), limit)).value();
    }
    std::vector<std::string> due_tokens() {
        std::vector<std::string> tokens;
        for (const auto& push : due().pushes) tokens.push_back(push.push.key.token);
        return tokens;
    }
    void settle(std::vector<Settlement> settlements) { ASSERT_TRUE(async::run(stores().pushes->settle(std::move(settlements)))); }

private:
    std::unique_ptr<World> world_ = GetParam().make();
};

inline std::string engine_name(const testing::TestParamInfo<EngineUnderTest>& info) {
    return info.param.name;
}

}  // namespace instante::notification
