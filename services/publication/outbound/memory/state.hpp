#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "publication/outbound/memory/stores.hpp"

namespace instante::publication::memory {

using NewestFirst = std::set<PublicationId, std::greater<>>;

/// A removal that was promised; it stays when it has ended, so that what comes late is not added.
struct Promise {
    Removal removal;
    bool ended = false;
};

struct KeptReport {
    Report report;
    bool open = true;
};

/// A case, as the operator has left it.
struct KeptCase {
    CaseState state = CaseState::open;
    core::Timestamp since{};
    ReportId newest;
    bool disables = false;  ///< a person: the operator's decision on reports has them disabled
    std::map<ReportId, KeptReport, std::greater<>> reports = {};
};

/// Everything, under one lock that is held for the length of a call. Functions are called with it held.
struct State {
    State(outbox::MemorySource& source, RenderAnnouncement renderer) : outbox(source), render(std::move(renderer)) {}

    void announce(const Announcement& announcement);
    /// The person, or null.
    [[nodiscard]] const Person* person(UserId id) const;
    void keep(const Person& news);
    void put_edge(const Follow& edge);
    void drop_edge(UserId follower, UserId followee);
    /// What a list shows of the publication.
    [[nodiscard]] Listed listed(PublicationId id) const;
    /// The publication, shown or hidden; or null.
    [[nodiscard]] const Publication* find_anywhere(PublicationId id) const;
    /// Takes it out of what is shown, or puts it back.
    void hide(PublicationId id);
    void show(PublicationId id);
    void forget_case(const Subject& subject);
    /// Forgets what they have reported, and cases that have no report left but those that are hidden.
    void forget_reports_of(UserId reporter);
    /// Deletes it, shown or hidden, with what was reported of it, and announces that.
    void remove(PublicationId id, const core::Trace& trace);

    std::mutex mutex;
    outbox::MemorySource& outbox;
    RenderAnnouncement render;

    std::map<UserId, Person> people;
    std::map<std::string, std::set<UserId>> usernames;
    std::map<std::pair<UserId, UserId>, Follow> edges;  ///< by follower and followee
    std::map<UserId, std::set<UserId>> followers;       ///< active edges of a followee
    std::map<UserId, std::set<UserId>> following;       ///< active edges of a follower

    std::map<PublicationId, Publication, std::greater<>> publications;
    std::map<UserId, NewestFirst> by_owner;
    std::map<PublicationId, std::uint64_t> tombstones;  ///< the version that deleted it
    std::map<UserId, Promise> promises;

    std::map<PublicationId, Publication, std::greater<>> hidden;
    std::map<UserId, NewestFirst> hidden_by_owner;
    std::map<Subject, KeptCase> cases;
    std::map<UserId, std::map<Subject, ReportId>> reports_of;  ///< by reporter
};

using StatePtr = std::shared_ptr<State>;

std::unique_ptr<PublicationStore> make_publications(StatePtr state);
std::unique_ptr<People> make_people(StatePtr state);
std::unique_ptr<Timelines> make_timelines(StatePtr state);
std::unique_ptr<Removals> make_removals(StatePtr state);
std::unique_ptr<Reports> make_reports(StatePtr state);

}  // namespace instante::publication::memory
