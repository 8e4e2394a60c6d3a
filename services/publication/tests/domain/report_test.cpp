#include "publication/domain/report.hpp"

#include <gtest/gtest.h>

namespace instante::publication {
namespace {

TEST(ReportTest, EveryReasonIsReadAsItIsWritten) {
    for (std::size_t i = 0; i < reason_names.size(); ++i) {
        const auto reason = static_cast<Reason>(i);
        EXPECT_EQ(parse_reason(to_text(reason)), reason);
    }
    EXPECT_EQ(to_text(Reason::self_harm), "self_harm");
    EXPECT_EQ(to_text(Reason::other), "other");
    EXPECT_EQ(parse_reason("boring"), std::nullopt);
    EXPECT_EQ(parse_reason(""), std::nullopt);
}

TEST(ReportTest, EveryStateOfACaseIsReadAsItIsWritten) {
    for (const auto state : {CaseState::open, CaseState::hidden, CaseState::dismissed})
        EXPECT_EQ(parse_case_state(to_text(state)), state);
    EXPECT_EQ(parse_case_state("closed"), std::nullopt);
}

TEST(ReportTest, ACaseCountsAllAndShowsTheNewest) {
    Case found;
    for (std::uint64_t id = 30; id > 0; --id) {
        Report report;
        report.id = ReportId{id};
        report.reason = id % 3 == 0 ? Reason::hate : Reason::spam;
        found.count(report);
    }
    EXPECT_EQ(found.total(), 30u);
    EXPECT_EQ(found.counts[static_cast<std::size_t>(Reason::hate)], 10u);
    ASSERT_EQ(found.reports.size(), case_reports_shown);
    EXPECT_EQ(found.reports.front().id, ReportId{30});
}

TEST(ReportTest, ADecisionCountsAfterTheOneBeforeEvenWhenTheClockWasSetBack) {
    using std::chrono::milliseconds;
    const core::Timestamp now{milliseconds{1000}};
    EXPECT_EQ(decided_at(now, core::Timestamp{milliseconds{10}}), now);
    EXPECT_EQ(decided_at(now, now), now + milliseconds{1});
    EXPECT_EQ(decided_at(now, now + milliseconds{500}), now + milliseconds{501});
}

}  // namespace
}  // namespace instante::publication
