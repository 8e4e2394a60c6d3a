#include "publication/inbound/messages/handlers.hpp"

#include <utility>

#include "publication/inbound/messages/parse.hpp"

namespace instante::publication {
namespace {

/// Handled together, so that their writes are committed together.
constexpr std::size_t many = 64;
/// Pages of a rebuild come one after the other anyway.
constexpr std::size_t one = 1;

bus::Queue queue(std::string name, std::vector<std::string> events = {}) {
    bus::Queue made;
    made.name = std::move(name);
    made.events = std::move(events);
    return made;
}

}  // namespace

std::vector<MessageHandlers::Consumed> MessageHandlers::consumed() {
    using bus::Message;
    std::vector<Consumed> all;
    all.push_back({queue("publication"), many, [this](Message message) { return hear_publication(std::move(message)); }});
    all.push_back({queue("publication.events",
                         {"user.created", "user.updated", "user.disabled", "user.deleted", "follow.created", "follow.deleted"}),
                   many, [this](Message message) { return hear_event(std::move(message)); }});
    all.push_back({queue("publication-request"), many, [this](Message message) { return hear_request(std::move(message)); }});
    all.push_back(
        {queue("user-data.publication"), one, [this](Message message) { return hear_people_answer(std::move(message)); }});
    all.push_back(
        {queue("follows-data.publication"), one, [this](Message message) { return hear_follows_answer(std::move(message)); }});
    return all;
}

Task<Result<void>> MessageHandlers::hear_publication(bus::Message message) {
    auto created = parse_publication_create(message.body);
    if (!created) co_return created.error();
    created->trace = message.trace;
    const auto id = created->publication.id;
    auto added = co_await publish_(std::move(*created));
    if (!added) co_return added.error();
    if (*added == Added::refused) log_.with(message.trace).info("publication of a past owner dropped", {{"publication", id}});
    co_return Result<void>{};
}

Task<Result<void>> MessageHandlers::hear_event(bus::Message message) {
    if (message.type.starts_with("follow.")) return hear_follow(std::move(message));
    if (message.type == "user.deleted.v1") return hear_person(parse_user_gone(message.body, PersonState::deleted));
    if (message.type == "user.disabled.v1") return hear_person(parse_user_gone(message.body, PersonState::disabled));
    return hear_person(parse_user_event(message.body));
}

Task<Result<void>> MessageHandlers::hear_person(Result<Person> person) {
    if (!person) co_return person.error();
    std::vector<Person> people{std::move(*person)};
    auto kept = co_await keep_people_(std::move(people));
    co_return kept;
}

Task<Result<void>> MessageHandlers::hear_follow(bus::Message message) {
    const auto follow = parse_follow_event(message.body);
    if (!follow) co_return follow.error();
    std::vector<Follow> follows{*follow};
    auto kept = co_await keep_follows_(std::move(follows));
    co_return kept;
}

Task<Result<void>> MessageHandlers::hear_people_answer(bus::Message message) {
    auto page = parse_user_data(message.body);
    if (!page) co_return page.error();
    auto heard = co_await rebuild_.hear_people(std::move(page->people), page->next);
    co_return heard;
}

Task<Result<void>> MessageHandlers::hear_follows_answer(bus::Message message) {
    auto page = parse_follows_data(message.body);
    if (!page) co_return page.error();
    auto heard = co_await rebuild_.hear_follows(std::move(page->follows), std::move(page->next));
    co_return heard;
}

Task<Result<void>> MessageHandlers::hear_request(bus::Message message) {
    auto ids = parse_publication_request(message.body);
    if (!ids) co_return ids.error();
    Asker asker{std::move(message.reply_to), std::move(message.id), std::move(message.trace)};
    auto answered = co_await answer_request_(std::move(asker), std::move(*ids));
    co_return answered;
}

}  // namespace instante::publication
