#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outbox/tests/sources.hpp"

namespace instante::outbox {
namespace {

using async::run;
using testing::ElementsAre;
using testing::IsEmpty;

struct Adapter {
    std::string name;
    std::unique_ptr<TestSource> (*make)();
};

class SourceSuite : public testing::TestWithParam<Adapter> {
protected:
    void add(const std::string& id) { tested_->add(outgoing(id)); }
    std::vector<Entry> pending(std::uint64_t after = 0, std::size_t limit = 100) {
        return run(tested_->source().pending(after, limit)).value();
    }
    std::vector<std::string> pending_ids(std::uint64_t after = 0, std::size_t limit = 100) {
        std::vector<std::string> ids;
        for (const auto& entry : pending(after, limit)) ids.push_back(entry.outgoing.message.id);
        return ids;
    }

    std::unique_ptr<TestSource> tested_ = GetParam().make();
};

TEST_P(SourceSuite, KeepsEverythingOfAMessage) {
    bus::Outgoing event;
    event.address = bus::to_events("user.created");
    event.message = {.id = "1:a",
                     .type = "user.created.v1",
                     .body = R"({"name":"Zo\u00eb"})",
                     .timestamp = core::Timestamp{std::chrono::milliseconds{1'764'000'000'123}},
                     .correlation_id = "correlation",
                     .reply_to = "image-data.authentication",
                     .trace = {.request_id = "request", .traceparent = "00-trace-01"}};
    tested_->add(event);
    const auto entries = pending();
    ASSERT_EQ(entries.size(), 1u);
    const auto& kept = entries[0].outgoing;
    EXPECT_EQ(kept.address.to, bus::Address::To::events);
    EXPECT_EQ(kept.address.name, "user.created");
    EXPECT_EQ(kept.message.id, event.message.id);
    EXPECT_EQ(kept.message.type, event.message.type);
    EXPECT_EQ(kept.message.body, event.message.body);
    EXPECT_EQ(kept.message.timestamp, event.message.timestamp);
    EXPECT_EQ(kept.message.correlation_id, event.message.correlation_id);
    EXPECT_EQ(kept.message.reply_to, event.message.reply_to);
    EXPECT_EQ(kept.message.trace.request_id, "request");
    EXPECT_EQ(kept.message.trace.traceparent, "00-trace-01");
}

TEST_P(SourceSuite, GivesTheOldestFirstAndGoesOnAfterASequence) {
    for (const auto* id : {"a", "b", "c", "d"}) add(id);
    const auto first = pending(0, 2);
    ASSERT_EQ(first.size(), 2u);
    EXPECT_EQ(first[0].outgoing.message.id, "a");
    EXPECT_LT(first[0].sequence, first[1].sequence);
    EXPECT_EQ(first[0].outgoing.address.to, bus::Address::To::queue);
    EXPECT_THAT(pending_ids(first[1].sequence), ElementsAre("c", "d"));
    EXPECT_THAT(pending_ids(first[1].sequence, 1), ElementsAre("c"));
}

TEST_P(SourceSuite, ForgetsWhatIsPublishedAndNothingElse) {
    for (const auto* id : {"a", "b", "c"}) add(id);
    const auto entries = pending();
    std::vector<std::uint64_t> outer{entries[0].sequence, entries[2].sequence};
    ASSERT_TRUE(run(tested_->source().published(outer)));
    EXPECT_THAT(pending_ids(), ElementsAre("b"));
    ASSERT_TRUE(run(tested_->source().published(outer)));
    EXPECT_THAT(pending_ids(), ElementsAre("b"));
}

TEST_P(SourceSuite, NeverUsesASequenceAgain) {
    add("a");
    const auto sequence = pending()[0].sequence;
    EXPECT_GT(sequence, 0u);
    std::vector<std::uint64_t> published{sequence};
    ASSERT_TRUE(run(tested_->source().published(published)));
    EXPECT_THAT(pending_ids(), IsEmpty());
    add("b");
    EXPECT_THAT(pending_ids(sequence), ElementsAre("b"));
}

TEST_P(SourceSuite, WakesOnceTheEntryCanBeRead) {
    std::vector<std::string> seen;
    tested_->source().on_added([&] { seen = pending_ids(); });
    add("a");
    EXPECT_THAT(seen, ElementsAre("a"));
    add("b");
    EXPECT_THAT(seen, ElementsAre("a", "b"));
}

template <class Tested>
std::unique_ptr<TestSource> make() {
    return std::make_unique<Tested>();
}

INSTANTIATE_TEST_SUITE_P(Adapters, SourceSuite,
                         testing::Values(Adapter{"memory", make<TestMemorySource>}, Adapter{"sqlite", make<TestSqliteSource>}),
                         [](const auto& adapter) { return adapter.param.name; });

}  // namespace
}  // namespace instante::outbox
