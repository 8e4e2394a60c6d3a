#pragma once

#include <utility>
#include <vector>

#include "async/testing/faults.hpp"
#include "publication/ports/stores.hpp"

namespace instante::publication::testing {

using async::testing::Faults;

class FlakyPublications final : public PublicationStore {
public:
    FlakyPublications(PublicationStore& inner, Faults& faults) : inner_(inner), faults_(faults) {}
    Task<Result<Added>> add(PublicationCreated created) override { return faults_.guard(inner_.add(std::move(created))); }
    Task<Result<void>> replace(PublicationUpdated updated) override { return faults_.guard(inner_.replace(std::move(updated))); }
    Task<Result<void>> remove(UserId owner, std::vector<PublicationId> ids, core::Trace trace) override {
        return faults_.guard(inner_.remove(owner, std::move(ids), std::move(trace)));
    }
    Task<Result<std::vector<Publication>>> find(std::vector<PublicationId> ids) override { return inner_.find(std::move(ids)); }
    Task<Result<std::optional<Listed>>> look_up(PublicationId id) override { return inner_.look_up(id); }
    Task<Result<ListedPage>> by_owner(UserId owner, PublicationId before, std::size_t limit) override {
        return inner_.by_owner(owner, before, limit);
    }
    Task<Result<ListedPage>> newest(PublicationId before, std::size_t limit) override { return inner_.newest(before, limit); }

private:
    PublicationStore& inner_;
    Faults& faults_;
};

class FlakyPeople final : public People {
public:
    FlakyPeople(People& inner, Faults& faults) : inner_(inner), faults_(faults) {}
    Task<Result<void>> keep(std::vector<Person> people) override { return faults_.guard(inner_.keep(std::move(people))); }
    Task<Result<void>> keep_follows(std::vector<Follow> follows) override {
        return faults_.guard(inner_.keep_follows(std::move(follows)));
    }
    Task<Result<std::vector<Person>>> find(std::vector<UserId> ids) override { return inner_.find(std::move(ids)); }
    Task<Result<std::optional<Person>>> by_username(std::string username) override {
        return inner_.by_username(std::move(username));
    }
    Task<Result<std::uint64_t>> followers(UserId user) override { return inner_.followers(user); }
    Task<Result<bool>> empty() override { return inner_.empty(); }

private:
    People& inner_;
    Faults& faults_;
};

class FlakyTimelines final : public Timelines {
public:
    FlakyTimelines(Timelines& inner, Faults& faults) : inner_(inner), faults_(faults) {}
    Task<Result<ListedPage>> page(UserId viewer, PublicationId before, std::size_t limit) override {
        return inner_.page(viewer, before, limit);
    }
    Task<Result<std::vector<FanOut>>> pending(std::size_t limit) override { return inner_.pending(limit); }
    Task<Result<bool>> advance(FanOut fan_out, std::size_t chunk) override {
        return faults_.guard(inner_.advance(fan_out, chunk));
    }

private:
    Timelines& inner_;
    Faults& faults_;
};

class FlakyRemovals final : public Removals {
public:
    FlakyRemovals(Removals& inner, Faults& faults) : inner_(inner), faults_(faults) {}
    Task<Result<void>> begin(Removal removal) override { return faults_.guard(inner_.begin(removal)); }
    Task<Result<std::vector<Removal>>> pending(std::size_t limit) override { return inner_.pending(limit); }
    Task<Result<bool>> advance(Removal removal, std::size_t chunk) override {
        return faults_.guard(inner_.advance(removal, chunk));
    }

private:
    Removals& inner_;
    Faults& faults_;
};

class FlakyReports final : public Reports {
public:
    FlakyReports(Reports& inner, Faults& faults) : inner_(inner), faults_(faults) {}
    Task<Result<Filed>> file(Report report) override { return faults_.guard(inner_.file(std::move(report))); }
    Task<Result<CasePage>> list(CaseState state, ReportId before, std::size_t limit) override {
        return inner_.list(state, before, limit);
    }
    Task<Result<std::optional<Case>>> find(std::uint64_t id) override { return inner_.find(id); }
    Task<Result<void>> hide(Subject subject, core::Timestamp at) override { return faults_.guard(inner_.hide(subject, at)); }
    Task<Result<void>> dismiss(Subject subject, core::Timestamp at) override {
        return faults_.guard(inner_.dismiss(subject, at));
    }
    Task<Result<std::vector<Publication>>> hidden(std::vector<PublicationId> ids) override {
        return inner_.hidden(std::move(ids));
    }

private:
    Reports& inner_;
    Faults& faults_;
};

/// `inner`, whose writes fail as `faults` says. Both outlive it.
inline Stores make_flaky_stores(Stores& inner, Faults& faults) {
    return {.publications = std::make_unique<FlakyPublications>(*inner.publications, faults),
            .people = std::make_unique<FlakyPeople>(*inner.people, faults),
            .timelines = std::make_unique<FlakyTimelines>(*inner.timelines, faults),
            .removals = std::make_unique<FlakyRemovals>(*inner.removals, faults),
            .reports = std::make_unique<FlakyReports>(*inner.reports, faults)};
}

}  // namespace instante::publication::testing
