#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "publication/commands.hpp"
#include "publication/domain/errors.hpp"
#include "publication/service.hpp"
#include "publication/tests/support/engine.hpp"
#include "publication/tests/support/flaky.hpp"
#include "publication/tests/support/stories.hpp"
#include "publication/usecases/file_report.hpp"
#include "publication/usecases/own_media.hpp"
#include "publication/usecases/remove.hpp"
#include "publication/usecases/review_reports.hpp"

namespace instante::publication::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr PublicationId summer{1};

class Reporting : public ::testing::Test {
protected:
    Reporting() {
        async::run(engine_->stores().people->keep({person(ana), person(bruno), person(clara)})).value();
        async::run(engine_->stores().publications->add(created(summer.value, ana, "By the\nsea\x1b[2J"))).value();
    }
    Result<Filed> report(UserId reporter, std::variant<PublicationId, std::string> about, Reason reason = Reason::spam,
                         std::string text = "why") {
        return async::run(file_(reporter, {std::move(about), reason, std::move(text)}));
    }
    /// What a command prints.
    Result<std::string> order(const std::string& name, host::Given given) {
        for (const auto& command : report_commands({review_, urls_}))
            if (command.name == "admin report " + name) return async::run(command.run(std::move(given)));
        ADD_FAILURE() << name;
        return core::Error{};
    }
    std::string told(const std::string& name, std::uint64_t id) { return order(name, {{"id", {core::format_id(id)}}}).value(); }
    bool is_shown() { return async::run(stores_.publications->look_up(summer)).value().has_value(); }

    Faults faults_;
    std::unique_ptr<Engine> engine_ = make_memory_engine();
    Stores stores_ = make_flaky_stores(engine_->stores(), faults_);
    core::FixedClock clock_{noon};
    core::IdGenerator ids_{clock_, 1};
    blob::Urls urls_{"https://cdn.test", ""};
    int woken_ = 0;
    FileReport file_{{*stores_.reports, *stores_.publications, *stores_.people, ids_, clock_}};
    ReviewReports review_{{*stores_.reports, *stores_.publications, *stores_.people, clock_}, [this] { ++woken_; }};
    Remove remove_{*stores_.publications, *stores_.reports};
    OwnMedia own_media_{*stores_.publications, *stores_.reports};
};

TEST_F(Reporting, APublicationIsReportedByItsIdAndAPersonByIdOrUsername) {
    EXPECT_EQ(report(bruno, summer).value().report.subject, Subject{summer});
    EXPECT_EQ(report(bruno, "user_101").value().report.subject, Subject{ana});
    EXPECT_FALSE(report(bruno, "USER_101").value().added);
    EXPECT_FALSE(report(bruno, "101").value().added);
    EXPECT_EQ(report(bruno, "nobody").error().code(), core::not_found);
    EXPECT_EQ(report(bruno, PublicationId{7}).error().code(), core::not_found);
}

TEST_F(Reporting, NobodyReportsThemselvesNorWhatIsTheirs) {
    EXPECT_EQ(report(ana, summer).error().code(), own_report);
    EXPECT_EQ(report(ana, "user_101").error().code(), own_report);
    EXPECT_EQ(report(davi, to_string(davi)).error().code(), own_report) << "of whom no event has told yet";
}

TEST_F(Reporting, AReportThatFailedIsTheSameWhenItIsRepeated) {
    for (const auto when : {Faults::When::before, Faults::When::after}) {
        faults_.fail(1, when);
        EXPECT_FALSE(report(bruno, summer));
    }
    EXPECT_FALSE(report(bruno, summer)->added) << "the second was kept, its answer lost";
    EXPECT_EQ(async::run(stores_.reports->find(summer.value)).value()->total(), 1u);
}

TEST_F(Reporting, WhoOwnsWhatIsHiddenMayDeleteItAndNobodyElse) {
    report(bruno, summer).value();
    told("hide", summer.value);
    EXPECT_EQ(async::run(remove_(bruno, summer, {})).error().code(), core::not_found);
    EXPECT_TRUE(async::run(remove_(ana, summer, {})));
    EXPECT_EQ(async::run(remove_(ana, summer, {})).error().code(), core::not_found);
    EXPECT_EQ(engine_->messages("publication.deleted.v1").size(), 1u);
}

TEST_F(Reporting, MediaOfWhatIsHiddenHasItsOwner) {
    report(bruno, summer).value();
    told("hide", summer.value);
    const auto keys = media_keys(publication(summer.value, ana));
    EXPECT_EQ(async::run(own_media_(keys)).value(), keys);
}

TEST_F(Reporting, EveryCommandIsToldAndDone) {
    const auto all = publication_commands();
    for (const auto& done : report_commands({review_, urls_}))
        EXPECT_TRUE(std::ranges::any_of(all, [&](const auto& each) { return each.name == done.name; })) << done.name;
}

TEST_F(Reporting, TheOperatorSeesWhatIsReportedAndNothingThatATerminalObeys) {
    report(bruno, summer, Reason::spam,
           "Buy\n\x1b[31mnow\xc2\x9b"
           "2J")
        .value();
    const auto id = report(clara, summer, Reason::hate, "").value().report.id;
    report(bruno, "user_103", Reason::impersonation).value();
    const auto text = order("list", {}).value();
    EXPECT_THAT(text, HasSubstr("publication 1 of user_101: open since 2026-11-24T12:00:00.000Z, 2 reports (spam 1, hate 1)\n"));
    EXPECT_THAT(text, HasSubstr("    https://cdn.test/p/1/11-640.jpg  By the sea"));
    EXPECT_THAT(text, HasSubstr("report " + to_string(id) + " by 103  hate\n"));
    EXPECT_THAT(text, HasSubstr("user user_103 (103): open"));
    EXPECT_LT(text.find("user_103"), text.find("user_101")) << "the newest report first";
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\xc2\x9b")));
    EXPECT_THAT(order("list", {{"state", {"hidden"}}}).value(), IsEmpty());
}

TEST_F(Reporting, ListsArePagedAndNothingElseIsAccepted) {
    const auto older = report(bruno, summer).value().report.id;
    const auto newer = report(bruno, "user_103").value().report.id;
    EXPECT_THAT(order("list", {{"limit", {"1"}}}).value(), HasSubstr("more: --after " + to_string(newer) + "\n"));
    const auto rest = order("list", {{"after", {to_string(newer)}}}).value();
    EXPECT_THAT(rest, HasSubstr("report " + to_string(older)));
    EXPECT_THAT(rest, Not(HasSubstr("user_103")));
    for (const host::Given& bad : {host::Given{{"limit", {"0"}}}, host::Given{{"limit", {"101"}}}, host::Given{{"after", {"x"}}},
                                   host::Given{{"state", {"closed"}}}})
        EXPECT_EQ(order("list", bad).error().code(), core::invalid_fields);
    EXPECT_EQ(order("hide", {{"id", {"ana"}}}).error().code(), core::invalid_fields);
    EXPECT_EQ(order("hide", {{"id", {"7"}}}).error().code(), core::not_found);
    EXPECT_EQ(order("dismiss", {{"id", {"7"}}}).error().code(), core::not_found);
}

TEST_F(Reporting, ThePublicationIsHiddenByOneOfItsReportsAndShownAgain) {
    const auto id = report(bruno, summer).value().report.id;
    EXPECT_EQ(told("hide", id.value), "publication 1 of user_101: hidden\n");
    EXPECT_FALSE(is_shown());
    const auto text = order("list", {{"state", {"hidden"}}}).value();
    EXPECT_THAT(text, HasSubstr("By the sea")) << "the operator still sees it";
    EXPECT_EQ(woken_, 0);
    EXPECT_EQ(told("dismiss", summer.value), "publication 1 of user_101: reports dismissed, shown again\n");
    EXPECT_TRUE(is_shown());
    EXPECT_EQ(woken_, 1) << "it goes to those who follow since";
    EXPECT_EQ(told("dismiss", id.value), "publication 1 of user_101: reports dismissed\n");
}

TEST_F(Reporting, APersonIsHiddenByAuthenticationWhichIsTold) {
    report(bruno, "user_101").value();
    EXPECT_EQ(told("hide", ana.value), "user user_101 (101): authentication is told to disable them\n");
    EXPECT_EQ(engine_->messages("user.disable.v1").size(), 1u);
    EXPECT_TRUE(is_shown()) << "until authentication says so";
    EXPECT_EQ(told("dismiss", ana.value), "user user_101 (101): reports dismissed, shown again\n");
    EXPECT_EQ(engine_->messages("user.disable.v1").size(), 2u);
}

TEST_F(Reporting, ADecisionThatFailedIsWholeWhenItIsRepeated) {
    report(bruno, summer).value();
    report(bruno, "user_101").value();
    for (const auto* name : {"hide", "dismiss"})
        for (const auto id : {summer.value, ana.value})
            for (const auto when : {Faults::When::before, Faults::When::after}) {
                faults_.fail(1, when);
                EXPECT_FALSE(order(name, {{"id", {core::format_id(id)}}}));
            }
    for (const auto id : {summer.value, ana.value}) told("dismiss", id);
    EXPECT_TRUE(is_shown());
    EXPECT_EQ(engine_->messages("user.disable.v1").size(), 2u) << "one for each decision, none for its repetitions";
}

}  // namespace
}  // namespace instante::publication::testing
