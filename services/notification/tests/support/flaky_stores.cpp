#include "notification/tests/support/flaky_stores.hpp"

namespace instante::notification {
namespace {

/// Counts the calls of all stores together.
class Fate {
public:
    explicit Fate(FlakyPlan plan) : plan_(plan) {}

    template <class T>
    Task<Result<T>> decide(Task<Result<T>> call) {
        const bool fails = plan_.nth > 0 && ++calls_ % plan_.nth == 0;
        if (fails && plan_.when == FlakyPlan::When::before) co_return core::Error{core::engine_away};
        auto outcome = co_await std::move(call);
        if (fails) co_return core::Error{core::timed_out};
        co_return outcome;
    }

private:
    FlakyPlan plan_;
    std::size_t calls_ = 0;
};
using FatePtr = std::shared_ptr<Fate>;

class FlakyNotifications final : public NotificationStore {
public:
    FlakyNotifications(NotificationStore& inner, FatePtr fate) : inner_(inner), fate_(std::move(fate)) {}
    Task<Result<void>> open(Notification notification, core::Trace trace) override {
        return fate_->decide(inner_.open(std::move(notification), std::move(trace)));
    }
    Task<Result<void>> spread(AudiencePage page, core::Timestamp now, core::Trace trace) override {
        return fate_->decide(inner_.spread(std::move(page), now, std::move(trace)));
    }
    Task<Result<void>> hide(PublicationId publication) override { return fate_->decide(inner_.hide(publication)); }
    Task<Result<bool>> clear_hidden(std::size_t limit) override { return fate_->decide(inner_.clear_hidden(limit)); }
    Task<Result<bool>> clear_old(NotificationId oldest, std::size_t limit) override {
        return fate_->decide(inner_.clear_old(oldest, limit));
    }

private:
    NotificationStore& inner_;
    FatePtr fate_;
};

class FlakyInboxes final : public InboxStore {
public:
    FlakyInboxes(InboxStore& inner, FatePtr fate) : inner_(inner), fate_(std::move(fate)) {}
    Task<Result<InboxPage>> page(InboxQuery query) override { return fate_->decide(inner_.page(query)); }
    Task<Result<void>> mark_read(UserId user, NotificationId up_to) override {
        return fate_->decide(inner_.mark_read(user, up_to));
    }
    Task<Result<InboxPlace>> place_of(UserId user, std::optional<NotificationId> entry) override {
        return fate_->decide(inner_.place_of(user, entry));
    }
    Task<Result<Arrivals>> since(ArrivalQuery query) override { return fate_->decide(inner_.since(query)); }

private:
    InboxStore& inner_;
    FatePtr fate_;
};

class FlakyPeople final : public PeopleStore {
public:
    FlakyPeople(PeopleStore& inner, FatePtr fate) : inner_(inner), fate_(std::move(fate)) {}
    Task<Result<void>> learn(Person person, std::int64_t version) override {
        return fate_->decide(inner_.learn(std::move(person), version));
    }
    Task<Result<void>> disable(UserId user, std::int64_t version) override {
        return fate_->decide(inner_.disable(user, version));
    }
    Task<Result<void>> bury(UserId user, std::int64_t version) override { return fate_->decide(inner_.bury(user, version)); }
    Task<Result<bool>> purge(UserId user, std::size_t limit, core::Trace trace) override {
        return fate_->decide(inner_.purge(user, limit, std::move(trace)));
    }

private:
    PeopleStore& inner_;
    FatePtr fate_;
};

class FlakyPushes final : public PushStore {
public:
    FlakyPushes(PushStore& inner, FatePtr fate) : inner_(inner), fate_(std::move(fate)) {}
    Task<Result<DuePage>> due(core::Timestamp now, std::optional<DueKey> after, std::size_t limit) override {
        return fate_->decide(inner_.due(now, std::move(after), limit));
    }
    Task<Result<void>> settle(std::vector<Settlement> settlements) override {
        return fate_->decide(inner_.settle(std::move(settlements)));
    }
    Task<Result<bool>> drop_old(NotificationId oldest, std::size_t limit) override {
        return fate_->decide(inner_.drop_old(oldest, limit));
    }
    Task<Result<Backlog>> backlog() override { return fate_->decide(inner_.backlog()); }
    Task<Result<bool>> watch(core::Timestamp now) override { return fate_->decide(inner_.watch(now)); }

private:
    PushStore& inner_;
    FatePtr fate_;
};

}  // namespace

Stores make_flaky_stores(Stores& inner, FlakyPlan plan) {
    auto fate = std::make_shared<Fate>(plan);
    return {.notifications = std::make_unique<FlakyNotifications>(*inner.notifications, fate),
            .inboxes = std::make_unique<FlakyInboxes>(*inner.inboxes, fate),
            .people = std::make_unique<FlakyPeople>(*inner.people, fate),
            .pushes = std::make_unique<FlakyPushes>(*inner.pushes, fate)};
}

}  // namespace instante::notification
