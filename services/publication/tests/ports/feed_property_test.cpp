#include <map>
#include <random>
#include <set>

#include "publication/tests/ports/suite.hpp"

namespace instante::publication::testing {
namespace {

/// What a feed is, said in the simplest way: everything of everybody one follows now, sorted.
class NaiveWorld {
public:
    void publish(std::uint64_t id, UserId owner) { owners_[id] = owner; }
    void remove(std::uint64_t id) { owners_.erase(id); }
    void set_hidden(std::uint64_t id, bool hidden) {
        if (hidden) {
            hidden_.insert(id);
        } else {
            hidden_.erase(id);
        }
    }
    [[nodiscard]] bool is_hidden(std::uint64_t id) const { return hidden_.contains(id); }
    void set_following(UserId follower, UserId followee, bool active) {
        if (active) {
            edges_.insert({follower, followee});
        } else {
            edges_.erase({follower, followee});
        }
    }
    void set_gone(UserId user, bool gone) {
        if (gone) {
            gone_.insert(user);
        } else {
            gone_.erase(user);
        }
    }
    [[nodiscard]] bool follows(UserId follower, UserId followee) const { return edges_.contains({follower, followee}); }
    [[nodiscard]] bool is_gone(UserId user) const { return gone_.contains(user); }
    [[nodiscard]] const auto& publications() const { return owners_; }
    [[nodiscard]] std::vector<std::uint64_t> feed(UserId viewer) const {
        std::vector<std::uint64_t> ids;
        for (const auto& [id, owner] : owners_)
            if ((owner == viewer || follows(viewer, owner)) && !is_gone(owner) && !is_hidden(id)) ids.push_back(id);
        return ids;
    }

private:
    std::map<std::uint64_t, UserId, std::greater<>> owners_;
    std::set<std::pair<UserId, UserId>> edges_;
    std::set<UserId> gone_;
    std::set<std::uint64_t> hidden_;
};

/// Random lives of a few people, told to an adapter and to the naive world.
class Lives {
public:
    Lives(Engine& engine, unsigned seed) : engine_(engine), random_(seed) {}

    void live() {
        const auto what = random_() % 100;
        if (what < 55) return publish();
        if (what < 80) return change_edge();
        if (what < 90) return remove();
        if (what < 93) return change_person();
        if (what < 97) return judge();
        spread_a_little();
    }
    void compare() {
        engine_.settle();
        for (std::uint64_t user = 1; user <= people; ++user)
            ASSERT_EQ(engine_.feed(UserId{user}, 1 + random_() % 30), naive_.feed(UserId{user})) << "user " << user;
    }

private:
    static constexpr std::uint64_t people = 8;

    UserId anyone() { return UserId{1 + random_() % people}; }

    void publish() {
        // Two publish a lot, so that back-fills leave something out.
        const auto owner = random_() % 4 != 0 ? UserId{1 + random_() % 2} : anyone();
        const auto id = ++last_id_ * 1000 + random_() % 1000;
        auto event = created(id, owner, "text", random_() % 4 == 0 ? Reach::pull : Reach::push);
        event.owner.version = 0;
        async::run(engine_.stores().publications->add(event)).value();
        naive_.publish(id, owner);
    }
    void change_edge() {
        const auto follower = anyone();
        const auto followee = anyone();
        if (follower == followee) return;
        const bool active = !naive_.follows(follower, followee);
        async::run(engine_.stores().people->keep_follows({follow(follower, followee, ++version_, active)})).value();
        naive_.set_following(follower, followee, active);
    }
    std::pair<std::uint64_t, UserId> any_publication() {
        auto chosen = naive_.publications().begin();
        std::advance(chosen, random_() % naive_.publications().size());
        return *chosen;
    }
    void remove() {
        if (naive_.publications().empty()) return;
        const auto [id, owner] = any_publication();
        async::run(engine_.stores().publications->remove(owner, {PublicationId{id}}, {})).value();
        naive_.remove(id);
    }
    void change_person() {
        const auto user = anyone();
        const bool leaves = !naive_.is_gone(user);
        ++version_;
        const auto news = leaves ? gone(user, PersonState::disabled, version_) : person(user, version_);
        async::run(engine_.stores().people->keep({news})).value();
        naive_.set_gone(user, leaves);
    }
    /// The operator hides what somebody from outside has reported, or shows it again.
    void judge() {
        if (naive_.publications().empty()) return;
        const auto [id, owner] = any_publication();
        auto& reports = *engine_.stores().reports;
        const PublicationId subject{id};
        if (naive_.is_hidden(id)) {
            async::run(reports.dismiss(subject, noon)).value();
        } else {
            const ReportId report{++last_id_};
            if (!async::run(
                    reports.file({.id = report, .reporter = UserId{1000 + report.value}, .subject = subject, .text = {}})))
                return;  // its owner is gone
            async::run(reports.hide(subject, noon)).value();
        }
        naive_.set_hidden(id, !naive_.is_hidden(id));
    }
    void spread_a_little() {
        for (const auto& fan_out : async::run(engine_.stores().timelines->pending(1)).value())
            async::run(engine_.stores().timelines->advance(fan_out, 2)).value();
    }

    Engine& engine_;
    std::mt19937 random_;
    NaiveWorld naive_;
    std::uint64_t last_id_ = 0;
    std::uint64_t version_ = 0;
};

using FeedProperty = StoreSuite;
INSTANTIATE_TEST_SUITE_P(Adapters, FeedProperty, ::testing::ValuesIn(adapters()), adapter_name);

TEST_P(FeedProperty, WhateverHappensAFeedIsWhatTheFollowedHavePublished) {
    for (unsigned seed = 1; seed <= 3; ++seed) {
        SCOPED_TRACE(seed);
        const auto fresh = GetParam().make();
        Lives lives{*fresh, seed};
        for (int round = 0; round < 16; ++round) {
            for (int event = 0; event < 60; ++event) lives.live();
            lives.compare();
            if (HasFatalFailure()) return;
        }
    }
}

}  // namespace
}  // namespace instante::publication::testing
