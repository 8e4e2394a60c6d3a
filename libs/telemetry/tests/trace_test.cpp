#include "telemetry/trace.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

namespace instante::telemetry {
namespace {

constexpr auto example = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";  // Trace Context §3.2

TEST(TraceParent, IsReadAndWrittenAsTheSpecificationShows) {
    const auto parent = parse_traceparent(example);
    ASSERT_TRUE(parent);
    EXPECT_EQ(parent->trace_high, 0x0af7651916cd43ddu);
    EXPECT_EQ(parent->trace_low, 0x8448eb211c80319cu);
    EXPECT_EQ(parent->span, 0xb7ad6b7169203331u);
    EXPECT_EQ(parent->flags, 1);
    EXPECT_EQ(to_string(*parent), example);
    EXPECT_EQ(trace_id(example), "0af7651916cd43dd8448eb211c80319c");
}

TEST(TraceParent, OfALaterVersionIsReadByTheFieldsItShares) {
    EXPECT_TRUE(parse_traceparent("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    EXPECT_TRUE(parse_traceparent("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-comes"));
    EXPECT_FALSE(parse_traceparent("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.what"));
}

TEST(TraceParent, IsRefusedWhenItIsNotValid) {
    for (const auto* text :
         {"", "00", "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-00000000000000000000000000000000-b7ad6b7169203331-01",
          "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x", "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
          "0g-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}) {
        EXPECT_EQ(parse_traceparent(text), std::nullopt) << text;
        EXPECT_EQ(trace_id(text), "") << text;
    }
}

TEST(TraceParent, AChildKeepsTheTraceAndTakesAnotherSpan) {
    const auto parent = new_trace();
    const auto child = child_of(parent);
    EXPECT_EQ(child.trace_high, parent.trace_high);
    EXPECT_EQ(child.trace_low, parent.trace_low);
    EXPECT_EQ(child.flags, parent.flags);
    EXPECT_NE(child.span, parent.span);
    EXPECT_EQ(parse_traceparent(to_string(child)), child);
}

TEST(RequestId, OfAClientIsTakenOnlyWhenItIsHarmless) {
    EXPECT_TRUE(is_request_id("a"));
    EXPECT_TRUE(is_request_id("A.b_c-9"));
    EXPECT_TRUE(is_request_id(std::string(64, 'x')));
    for (const std::string& text :
         {std::string{}, std::string(65, 'x'), std::string{"a b"}, std::string{"a\n"}, std::string{"ação"}, std::string{"a\"b"}})
        EXPECT_FALSE(is_request_id(text)) << text;
}

TEST(RequestId, IsUniqueOnEveryThread) {
    constexpr std::size_t each = 1000;
    std::vector<std::vector<std::string>> made(4);
    {
        std::vector<std::jthread> threads;
        for (auto& ids : made)
            threads.emplace_back([&ids] {
                for (std::size_t n = 0; n < each; ++n) ids.push_back(new_request_id());
            });
    }
    std::set<std::string> all;
    for (const auto& ids : made) all.insert(ids.begin(), ids.end());
    EXPECT_EQ(all.size(), made.size() * each);
    EXPECT_TRUE(is_request_id(*all.begin()));
    EXPECT_EQ(all.begin()->size(), 32u);
}

TEST(Trace, PassesOnWhatIsSane) {
    const auto trace = begin_trace("req-1", example);
    EXPECT_EQ(trace.request_id, "req-1");
    EXPECT_EQ(trace_id(trace.traceparent), trace_id(example));
    EXPECT_NE(trace.traceparent, example);
    EXPECT_TRUE(trace.traceparent.ends_with("-01"));
    const auto child = child_of(trace);
    EXPECT_EQ(child.request_id, "req-1");
    EXPECT_EQ(trace_id(child.traceparent), trace_id(example));
    EXPECT_NE(child.traceparent, trace.traceparent);
}

TEST(Trace, IsMadeAnewWhereThereIsNoneOrABadOne) {
    const auto trace = begin_trace("a\nb", "nonsense");
    EXPECT_TRUE(is_request_id(trace.request_id));
    EXPECT_TRUE(parse_traceparent(trace.traceparent));
    EXPECT_TRUE(trace.traceparent.ends_with("-00"));
    EXPECT_NE(begin_trace("", "").traceparent, begin_trace("", "").traceparent);
}

}  // namespace
}  // namespace instante::telemetry
