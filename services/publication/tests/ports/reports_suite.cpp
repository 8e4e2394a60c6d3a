#include "publication/domain/errors.hpp"
#include "publication/tests/ports/suite.hpp"

namespace instante::publication::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr PublicationId summer{1};

Report report(std::uint64_t id, UserId reporter, Subject subject, Reason reason = Reason::spam) {
    return {.id = ReportId{id},
            .reporter = reporter,
            .subject = subject,
            .reason = reason,
            .text = "text of " + std::to_string(id),
            .created_at = noon + std::chrono::milliseconds{id}};
}

class ReportsSuite : public StoreSuite {
protected:
    void SetUp() override {
        for (const auto user : {ana, bruno, clara}) keep(person(user));
        keep(follow(bruno, ana));
        add(created(summer.value, ana));
    }
    Reports& reports() { return *engine->stores().reports; }
    Result<Filed> file(Report report) { return async::run(reports().file(std::move(report))); }
    void hide(const Subject& subject, std::chrono::seconds after = std::chrono::seconds{10}) {
        async::run(reports().hide(subject, noon + after)).value();
    }
    void dismiss(const Subject& subject, std::chrono::seconds after = std::chrono::seconds{20}) {
        async::run(reports().dismiss(subject, noon + after)).value();
        engine->settle();
    }
    std::optional<Case> find(std::uint64_t id) { return async::run(reports().find(id)).value(); }
    CasePage list(CaseState state, ReportId before = beyond_newest_report, std::size_t limit = 100) {
        return async::run(reports().list(state, before, limit)).value();
    }
    std::vector<std::uint64_t> subjects(CaseState state) {
        std::vector<std::uint64_t> all;
        for (const auto& each : list(state).items) all.push_back(number_of(each.subject));
        return all;
    }
    std::vector<Publication> hidden(std::uint64_t id) { return async::run(reports().hidden({PublicationId{id}})).value(); }
    bool is_listed(std::uint64_t id) {
        const auto look = async::run(publications().look_up(PublicationId{id})).value();
        const auto newest = ids_of(async::run(publications().newest(beyond_newest, 100)).value().items);
        const auto owners = ids_of(async::run(publications().by_owner(ana, beyond_newest, 100)).value().items);
        const auto count = std::ranges::count(newest, id) + std::ranges::count(owners, id) + (look ? 1 : 0);
        EXPECT_TRUE(count == 0 || count == 3) << "some lists know it, others do not";
        return count == 3;
    }
    std::vector<std::string> orders() {
        std::vector<std::string> bodies;
        for (const auto& outgoing : engine->messages("user.disable.v1")) bodies.push_back(outgoing.message.body);
        return bodies;
    }
};
INSTANTIATE_TEST_SUITE_P(Adapters, ReportsSuite, ::testing::ValuesIn(adapters()), adapter_name);

TEST_P(ReportsSuite, AReportOpensACaseThatIsFoundByItsSubjectAndByItsReports) {
    const auto first = report(11, bruno, summer);
    const auto second = report(12, clara, summer, Reason::hate);
    EXPECT_TRUE(file(first)->added);
    EXPECT_TRUE(file(second)->added);
    Case expected{.subject = summer, .state = CaseState::open, .since = first.created_at, .newest = second.id, .reports = {}};
    expected.count(second);
    expected.count(first);
    for (const std::uint64_t id : {1, 11, 12}) EXPECT_EQ(find(id), expected);
    EXPECT_EQ(find(2), std::nullopt);
    EXPECT_THAT(list(CaseState::open).items, ElementsAre(expected));
    EXPECT_THAT(list(CaseState::hidden).items, IsEmpty());
}

TEST_P(ReportsSuite, TheSameReporterAgainIsTheSameReportWhileItIsOpen) {
    const auto first = report(11, bruno, summer);
    file(first).value();
    const auto again = file(report(12, bruno, summer, Reason::hate)).value();
    EXPECT_FALSE(again.added);
    EXPECT_EQ(again.report, first);
    EXPECT_EQ(find(1)->total(), 1u);
    EXPECT_EQ(find(12), std::nullopt);
    EXPECT_TRUE(file(report(13, bruno, ana))->added) << "that is another subject";
}

TEST_P(ReportsSuite, AClosedReportMakesRoomForAnotherOfTheSameReporter) {
    file(report(11, bruno, summer)).value();
    file(report(12, clara, summer)).value();
    dismiss(summer);
    EXPECT_THAT(subjects(CaseState::dismissed), ElementsAre(1));
    EXPECT_TRUE(file(report(13, bruno, summer))->added);
    const auto found = find(1).value();
    EXPECT_EQ(found.state, CaseState::open);
    EXPECT_GT(found.since, noon + std::chrono::seconds{19});
    EXPECT_EQ(found.total(), 2u);
    EXPECT_EQ(find(11), std::nullopt);
}

TEST_P(ReportsSuite, WhatIsNotToBeSeenCannotBeReported) {
    const auto code = [&](const Report& report) { return file(report).error().code(); };
    EXPECT_EQ(code(report(11, bruno, PublicationId{7})), core::not_found);
    EXPECT_EQ(code(report(11, bruno, davi)), core::not_found) << "nobody knows them";
    file(report(12, bruno, summer)).value();
    hide(summer);
    EXPECT_EQ(code(report(13, clara, summer)), core::not_found);
    add(created(2, ana));
    keep(gone(ana, PersonState::disabled, 2));
    EXPECT_EQ(code(report(14, clara, PublicationId{2})), core::not_found);
    EXPECT_EQ(code(report(14, clara, ana)), core::not_found);
    keep(gone(clara, PersonState::deleted, 2));
    EXPECT_EQ(code(report(15, clara, bruno)), core::not_found) << "a deleted person has nothing to say";
}

TEST_P(ReportsSuite, NobodyHasMoreThanAHundredOpenReports) {
    for (std::uint64_t id = 100; id <= 100 + open_report_limit; ++id) add(created(id, ana));
    for (std::uint64_t id = 100; id < 100 + open_report_limit; ++id)
        ASSERT_TRUE(file(report(1000 + id, bruno, PublicationId{id})));
    const Subject last = PublicationId{100 + open_report_limit};
    EXPECT_EQ(file(report(2000, bruno, last)).error().code(), too_many_reports);
    EXPECT_FALSE(file(report(2001, bruno, PublicationId{100}))->added) << "that is not one more";
    EXPECT_TRUE(file(report(2002, clara, last)));
    dismiss(PublicationId{100});
    EXPECT_TRUE(file(report(2003, bruno, last)));
}

TEST_P(ReportsSuite, ACaseKeepsItsNewestThousandReports) {
    for (std::uint64_t i = 0; i <= case_report_limit; ++i) ASSERT_TRUE(file(report(5000 + i, UserId{20'000 + i}, summer)));
    const auto found = find(1).value();
    EXPECT_EQ(found.total(), case_report_limit);
    EXPECT_EQ(found.reports.front().id, ReportId{5000 + case_report_limit});
    EXPECT_EQ(find(5000), std::nullopt);
    EXPECT_TRUE(file(report(9000, UserId{20'000}, summer))->added) << "whose report made room may report again";
}

TEST_P(ReportsSuite, CasesAreListedNewestReportFirstPageByPage) {
    for (std::uint64_t id = 2; id <= 5; ++id) add(created(id, ana));
    for (std::uint64_t id = 1; id <= 5; ++id) file(report(10 + id, bruno, PublicationId{id})).value();
    file(report(20, clara, PublicationId{2})).value();
    EXPECT_THAT(subjects(CaseState::open), ElementsAre(2, 5, 4, 3, 1));
    ASSERT_EQ(list(CaseState::open, beyond_newest_report, 2).next, ReportId{15});
    const auto second = list(CaseState::open, ReportId{15}, 3);
    EXPECT_EQ(second.items.front().subject, Subject{PublicationId{4}});
    EXPECT_EQ(second.items.size(), 3u);
    EXPECT_EQ(second.next, std::nullopt);
}

TEST_P(ReportsSuite, AHiddenPublicationIsInNoListUntilItIsShownAgain) {
    add(created(2, ana));
    add(created(3, ana, "pulled", Reach::pull));
    for (std::uint64_t id = 1; id <= 3; ++id) file(report(10 + id, bruno, PublicationId{id})).value();
    hide(summer);
    hide(PublicationId{3});
    EXPECT_FALSE(is_listed(1));
    EXPECT_TRUE(is_listed(2));
    EXPECT_THAT(async::run(publications().find({summer})).value(), IsEmpty());
    EXPECT_THAT(hidden(1), ElementsAre(publication(1, ana)));
    EXPECT_THAT(hidden(2), IsEmpty());
    for (const auto user : {ana, bruno}) EXPECT_THAT(engine->feed(user), ElementsAre(2));
    EXPECT_THAT(subjects(CaseState::hidden), ElementsAre(3, 1));
    keep(follow(clara, ana));
    EXPECT_THAT(engine->feed(clara), ElementsAre(2));
    dismiss(summer);
    dismiss(PublicationId{3});
    EXPECT_TRUE(is_listed(1));
    EXPECT_THAT(hidden(1), IsEmpty());
    EXPECT_THAT(async::run(publications().find({summer})).value(), ElementsAre(publication(1, ana)));
    for (const auto user : {ana, bruno, clara}) EXPECT_THAT(engine->feed(user), ElementsAre(3, 2, 1)) << user.value;
    EXPECT_THAT(engine->messages("publication.deleted.v1"), IsEmpty());
}

TEST_P(ReportsSuite, AHiddenPublicationIsNeitherAddedAgainNorEdited) {
    file(report(11, bruno, summer)).value();
    hide(summer);
    EXPECT_EQ(add(created(1, ana)), Added::complete);
    EXPECT_EQ(async::run(publications().add(created(1, ana, "other"))).error().code(), other_content);
    EXPECT_EQ(async::run(publications().replace({edited(publication(1, ana), "new"), {}})).error().code(), core::not_found);
    EXPECT_FALSE(is_listed(1));
}

TEST_P(ReportsSuite, DecisionsMayBeRepeated) {
    EXPECT_EQ(async::run(reports().hide(summer, noon)).error().code(), core::not_found) << "nobody has reported it";
    EXPECT_EQ(async::run(reports().dismiss(summer, noon)).error().code(), core::not_found);
    file(report(11, bruno, summer)).value();
    hide(summer);
    const auto found = find(1);
    hide(summer, std::chrono::seconds{15});
    EXPECT_EQ(find(1), found);
    dismiss(summer);
    dismiss(summer, std::chrono::seconds{25});
    EXPECT_EQ(find(1)->since, noon + std::chrono::seconds{20});
    hide(summer, std::chrono::seconds{30});
    EXPECT_FALSE(is_listed(1)) << "the operator may think again";
}

TEST_P(ReportsSuite, ADeletedPublicationTakesItsReportsAlongHiddenOrNot) {
    add(created(2, ana));
    for (std::uint64_t id = 1; id <= 2; ++id) file(report(10 + id, bruno, PublicationId{id})).value();
    hide(summer);
    remove(1, bruno);
    EXPECT_THAT(hidden(1), ElementsAre(publication(1, ana))) << "it is not theirs";
    remove(1, ana);
    remove(2, ana);
    EXPECT_THAT(hidden(1), IsEmpty());
    for (const std::uint64_t id : {1, 2, 11, 12}) EXPECT_EQ(find(id), std::nullopt);
    const auto deleted = engine->messages("publication.deleted.v1");
    ASSERT_EQ(deleted.size(), 2u);
    EXPECT_THAT(deleted.front().message.body, HasSubstr("p/1/"));
    EXPECT_EQ(add(created(1, ana)), Added::refused);
    for (std::uint64_t id = 100; id < 100 + open_report_limit; ++id) {
        add(created(id, ana));
        ASSERT_TRUE(file(report(1000 + id, bruno, PublicationId{id}))) << "what is gone counts no more";
    }
}

TEST_P(ReportsSuite, ARemovalTakesWhatIsHiddenToo) {
    for (std::uint64_t id = 2; id <= 5; ++id) add(created(id, ana));
    for (const std::uint64_t id : {1, 3, 5}) {
        file(report(10 + id, bruno, PublicationId{id})).value();
        hide(PublicationId{id});
    }
    async::run(removals().begin({ana, PublicationId{4}})).value();
    engine->settle();
    EXPECT_EQ(engine->messages("publication.deleted.v1").size(), 4u);
    EXPECT_THAT(subjects(CaseState::hidden), ElementsAre(5));
    EXPECT_THAT(hidden(3), IsEmpty());
    EXPECT_THAT(hidden(5), ElementsAre(publication(5, ana)));
}

TEST_P(ReportsSuite, OfADeletedPersonNoReportIsLeftOfThemOrByThem) {
    add(created(2, clara));
    file(report(11, bruno, ana)).value();
    file(report(12, bruno, summer)).value();
    file(report(13, ana, clara)).value();
    file(report(14, ana, bruno)).value();
    file(report(15, clara, bruno)).value();
    file(report(16, ana, PublicationId{2})).value();
    hide(PublicationId{2});
    keep(gone(ana, PersonState::deleted, 2));
    async::run(removals().begin({ana, beyond_newest, true})).value();
    engine->settle();
    for (const std::uint64_t id : {11, 12, 13, 14, 16}) EXPECT_EQ(find(id), std::nullopt) << id;
    EXPECT_EQ(find(ana.value), std::nullopt);
    EXPECT_EQ(find(clara.value), std::nullopt) << "no report is left of this case";
    EXPECT_EQ(find(bruno.value)->total(), 1u);
    EXPECT_EQ(find(2)->state, CaseState::hidden) << "it can still be shown again";
    EXPECT_EQ(find(2)->total(), 0u);
    dismiss(PublicationId{2});
    EXPECT_TRUE(async::run(publications().look_up(PublicationId{2})).value());
}

TEST_P(ReportsSuite, APersonIsToBeDisabledAndWithTheReportsDismissedEnabledAgain) {
    file(report(11, bruno, ana)).value();
    hide(ana);
    EXPECT_THAT(orders(), ElementsAre(R"({"id":"101","disabled":true,"at":"2026-11-24T12:00:10.000Z"})"));
    EXPECT_EQ(engine->messages("user.disable.v1").front().address.name, "user-disable");
    keep(gone(ana, PersonState::disabled, 2));
    hide(ana, std::chrono::seconds{15});
    EXPECT_EQ(orders().size(), 1u) << "they are disabled already";
    dismiss(ana);
    ASSERT_EQ(orders().size(), 2u);
    EXPECT_EQ(orders().back(), R"({"id":"101","disabled":false,"at":"2026-11-24T12:00:20.000Z"})");
    dismiss(ana);
    EXPECT_EQ(orders().size(), 2u);
}

TEST_P(ReportsSuite, WhoIsEnabledMeanwhileIsToBeDisabledAnew) {
    file(report(11, bruno, ana)).value();
    hide(ana);
    keep(gone(ana, PersonState::disabled, 2));
    keep(person(ana, 3));
    hide(ana, std::chrono::seconds{10});
    ASSERT_EQ(orders().size(), 2u);
    EXPECT_EQ(orders().back(), R"({"id":"101","disabled":true,"at":"2026-11-24T12:00:10.001Z"})") << "after the first";
}

TEST_P(ReportsSuite, WhoWasDisabledForOtherReasonsIsNotEnabledByADismissal) {
    file(report(11, bruno, ana)).value();
    keep(gone(ana, PersonState::disabled, 2));
    hide(ana);
    dismiss(ana);
    EXPECT_THAT(orders(), IsEmpty());
}

TEST_P(ReportsSuite, WhatIsHiddenWhileItSpreadsReachesEverybodyOnceItIsShown) {
    for (std::uint64_t reader = 1000; reader < 1150; ++reader) keep(follow(UserId{reader}, clara));
    add(created(2, clara));
    file(report(11, bruno, PublicationId{2})).value();
    hide(PublicationId{2});
    EXPECT_EQ(add(created(2, clara)), GetParam().name == "memory" ? Added::complete : Added::spreading);
    engine->settle();
    EXPECT_THAT(engine->feed(UserId{1149}), IsEmpty());
    dismiss(PublicationId{2});
    for (const std::uint64_t reader : {1000, 1149}) EXPECT_THAT(engine->feed(UserId{reader}), ElementsAre(2));
}

}  // namespace
}  // namespace instante::publication::testing
