#include "notification/inbound/messages/consumers.hpp"

#include <utility>

#include "notification/inbound/messages/bodies.hpp"

namespace instante::notification {
namespace {

Task<Result<void>> take_notification(Notify& notify, bus::Message message) {
    auto notification = parse_notification(message);
    if (!notification) co_return notification.error();
    auto opened = co_await notify(std::move(*notification), std::move(message.trace));
    co_return opened;
}

Task<Result<void>> take_page(SpreadNotification& spread, bus::Message message) {
    auto page = parse_audience_page(message);
    if (!page) co_return page.error();
    auto put = co_await spread(std::move(*page), std::move(message.trace));
    co_return put;
}

Task<Result<void>> take_person(KeepPeople& people, bus::Message message) {
    auto changed = parse_person_changed(message);
    if (!changed) co_return changed.error();
    auto learnt = co_await people.learn(std::move(changed->person), changed->version);
    co_return learnt;
}

Task<Result<void>> take_disabled(KeepPeople& people, bus::Message message) {
    auto gone = parse_person_gone(message);
    if (!gone) co_return gone.error();
    auto disabled = co_await people.disable(gone->id, gone->version);
    co_return disabled;
}

Task<Result<void>> take_deleted(KeepPeople& people, bus::Message message) {
    auto gone = parse_person_gone(message);
    if (!gone) co_return gone.error();
    auto removed = co_await people.remove(gone->id, gone->version, std::move(message.trace));
    co_return removed;
}

Task<Result<void>> take_publication_deleted(ForgetPublication& forget, bus::Message message) {
    auto publication = parse_publication_deleted(message);
    if (!publication) co_return publication.error();
    auto forgotten = co_await forget(*publication);
    co_return forgotten;
}

Task<Result<void>> take_arrivals(const Listeners& listeners, bus::Message message) {
    const auto users = parse_inbox_arrived(message);
    if (!users) co_return users.error();
    listeners.wake(*users);
    co_return Result<void>{};
}

/// An event that is of no use here.
Task<Result<void>> pass_over() {
    co_return Result<void>{};
}

bus::Queue queue(std::string name, std::vector<std::string> events = {}) {
    bus::Queue made;
    made.name = std::move(name);
    made.events = std::move(events);
    return made;
}

}  // namespace

std::vector<Consumption> consumptions(Notify& notify, SpreadNotification& spread, KeepPeople& people, ForgetPublication& forget) {
    auto take_event = [&](bus::Message message) {
        if (message.type == "user.created.v1" || message.type == "user.updated.v1")
            return take_person(people, std::move(message));
        if (message.type == "user.disabled.v1") return take_disabled(people, std::move(message));
        if (message.type == "user.deleted.v1") return take_deleted(people, std::move(message));
        if (message.type == "publication.deleted.v1") return take_publication_deleted(forget, std::move(message));
        return pass_over();
    };
    std::vector<Consumption> all;
    all.push_back(
        {queue("notification"), 32, [&](bus::Message message) { return take_notification(notify, std::move(message)); }});
    all.push_back({queue("token-notification"), 8, [&](bus::Message message) { return take_page(spread, std::move(message)); }});
    auto events =
        queue("notification.events", {"user.created", "user.updated", "user.disabled", "user.deleted", "publication.deleted"});
    all.push_back({std::move(events), 32, std::move(take_event)});
    return all;
}

Consumption arrivals_elsewhere(const Listeners& listeners, const std::string& instance, std::function<void()> on_gap) {
    auto take = [&listeners, own = instance + ':'](bus::Message message) {
        if (message.id.starts_with(own)) return pass_over();  // whoever listens here was woken at once
        return take_arrivals(listeners, std::move(message));
    };
    auto arrivals = queue("notification.arrivals." + instance, {"inbox.arrived"});
    arrivals.per_instance = true;
    arrivals.max_length = 10'000;  // ten million people's; the oldest go, and are found after a silence
    arrivals.on_gap = std::move(on_gap);
    return {std::move(arrivals), 64, std::move(take)};
}

}  // namespace instante::notification
