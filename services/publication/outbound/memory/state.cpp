#include "publication/outbound/memory/state.hpp"

namespace instante::publication::memory {

void State::announce(const Announcement& announcement) {
    for (auto& outgoing : render(announcement)) outbox.append(std::move(outgoing));
}

const Person* State::person(UserId id) const {
    const auto found = people.find(id);
    return found == people.end() ? nullptr : &found->second;
}

void State::keep(const Person& news) {
    const auto* known = person(news.id);
    if (known != nullptr && !supersedes(news, *known)) return;
    if (known != nullptr) usernames[known->username].erase(news.id);
    people[news.id] = news;
    if (!news.username.empty()) usernames[news.username].insert(news.id);
}

void State::put_edge(const Follow& edge) {
    edges[{edge.follower, edge.followee}] = edge;
    if (edge.active) {
        followers[edge.followee].insert(edge.follower);
        following[edge.follower].insert(edge.followee);
    } else {
        followers[edge.followee].erase(edge.follower);
        following[edge.follower].erase(edge.followee);
    }
}

void State::drop_edge(UserId follower, UserId followee) {
    edges.erase({follower, followee});
    followers[followee].erase(follower);
    following[follower].erase(followee);
}

Listed State::listed(PublicationId id) const {
    const auto& publication = publications.at(id);
    return {id, publication.owner, publication.version, people.at(publication.owner).version};
}

const Publication* State::find_anywhere(PublicationId id) const {
    if (const auto found = publications.find(id); found != publications.end()) return &found->second;
    const auto found = hidden.find(id);
    return found == hidden.end() ? nullptr : &found->second;
}

void State::hide(PublicationId id) {
    auto node = publications.extract(id);
    if (node.empty()) return;
    const auto owner = node.mapped().owner;
    by_owner[owner].erase(id);
    hidden_by_owner[owner].insert(id);
    hidden.insert(std::move(node));
}

void State::show(PublicationId id) {
    auto node = hidden.extract(id);
    if (node.empty()) return;
    const auto owner = node.mapped().owner;
    hidden_by_owner[owner].erase(id);
    by_owner[owner].insert(id);
    publications.insert(std::move(node));
}

void State::forget_case(const Subject& subject) {
    const auto found = cases.find(subject);
    if (found == cases.end()) return;
    for (const auto& [id, kept] : found->second.reports) reports_of[kept.report.reporter].erase(subject);
    cases.erase(found);
}

void State::forget_reports_of(UserId reporter) {
    for (const auto& [subject, id] : reports_of[reporter]) {
        auto& kept = cases.at(subject);
        kept.reports.erase(id);
        if (kept.reports.empty() && kept.state != CaseState::hidden) cases.erase(subject);
    }
    reports_of.erase(reporter);
}

void State::remove(PublicationId id, const core::Trace& trace) {
    show(id);
    forget_case(id);
    const auto node = publications.extract(id);
    const auto& gone = node.mapped();
    by_owner[gone.owner].erase(id);
    tombstones[id] = gone.version + 1;
    announce(PublicationDeleted{id, gone.owner, gone.version + 1, media_keys(gone), trace});
}

}  // namespace instante::publication::memory

namespace instante::publication {

Stores make_memory_stores(outbox::MemorySource& outbox, RenderAnnouncement render) {
    auto state = std::make_shared<memory::State>(outbox, std::move(render));
    return {.publications = memory::make_publications(state),
            .people = memory::make_people(state),
            .timelines = memory::make_timelines(state),
            .removals = memory::make_removals(state),
            .reports = memory::make_reports(state)};
}

}  // namespace instante::publication
