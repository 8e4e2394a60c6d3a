#include "mongo/document_outbox.hpp"

#include <gmock/gmock.h>

#include <latch>
#include <memory>
#include <set>
#include <thread>

#include "async/within.hpp"
#include "mongo/tests/suite.hpp"

namespace instante::mongo {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using namespace std::chrono_literals;

bus::Outgoing outgoing(std::string id) {
    bus::Outgoing made;
    made.address = bus::to_queue("publication");
    made.message.id = id;
    made.message.type = "thing.made.v1";
    made.message.body = std::move(id);
    return made;
}

class DocumentOutboxTest : public MongoTest {
protected:
    void SetUp() override {
        MongoTest::SetUp();
        if (scratch_) outbox_.emplace(database(), ids_, clock_, options_);
    }
    /// Changes document `id` and encloses messages.
    void change(int id, const std::vector<bus::Outgoing>& messages, DocumentOutbox* outbox = nullptr) {
        const auto enclosures = (outbox == nullptr ? *outbox_ : *outbox).enclose(messages);
        Update update;
        update.increment("version", 1);
        enclosures.into(update);
        with([&](Connection& connection) {
            return connection.update("thing", Document{{"_id", id}}, update.document(), true).inserted;
        });
        outbox_->added();
    }
    std::vector<outbox::Entry> pending(std::uint64_t after = 0, std::size_t limit = 100) {
        return async::run(outbox_->pending(after, limit)).value();
    }
    static std::vector<std::string> ids_of(const std::vector<outbox::Entry>& entries) {
        std::vector<std::string> ids;
        for (const auto& entry : entries) ids.push_back(entry.outgoing.message.id);
        return ids;
    }
    void publish(const std::vector<outbox::Entry>& entries) {
        std::vector<std::uint64_t> sequences;
        for (const auto& entry : entries) sequences.push_back(entry.sequence);
        async::run(outbox_->published(sequences)).value();
    }
    Document thing(int id) {
        return *with([&](Connection& connection) { return connection.find_one("thing", Document{{"_id", id}}); });
    }

    DocumentOutbox::Options options_{.collections = {"thing", "other"}};
    core::FixedClock clock_{core::id_epoch + std::chrono::hours{1000}};
    core::IdGenerator ids_{clock_, 1};
    std::optional<DocumentOutbox> outbox_;
};

TEST_F(DocumentOutboxTest, KeepsEverythingOfAMessage) {
    auto event = outgoing("1:a");
    event.address = bus::to_events("user.created");
    event.message.timestamp = clock_.now();
    event.message.correlation_id = "correlation";
    event.message.reply_to = "answers";
    event.message.trace = {"request", "00-1-2-01"};
    change(1, {event});
    const auto entries = pending();
    ASSERT_EQ(entries.size(), 1u);
    const auto& kept = entries.front().outgoing;
    EXPECT_EQ(kept.address.to, bus::Address::To::events);
    EXPECT_EQ(kept.address.name, "user.created");
    EXPECT_EQ(kept.message.id, "1:a");
    EXPECT_EQ(kept.message.type, "thing.made.v1");
    EXPECT_EQ(kept.message.body, "1:a");
    EXPECT_EQ(kept.message.timestamp, clock_.now());
    EXPECT_EQ(kept.message.correlation_id, "correlation");
    EXPECT_EQ(kept.message.reply_to, "answers");
    EXPECT_EQ(kept.message.trace.request_id, "request");
    EXPECT_EQ(kept.message.trace.traceparent, "00-1-2-01");
}

TEST_F(DocumentOutboxTest, MessagesOfAllDocumentsComeInTheirOrder) {
    change(1, {outgoing("a"), outgoing("b")});
    change(2, {outgoing("c")});
    change(1, {outgoing("d")});
    with([&](Connection& connection) {
        outbox_->append(connection, {outgoing("e")});
        return true;
    });
    EXPECT_THAT(ids_of(pending()), ElementsAre("a", "b", "c", "d", "e"));
    EXPECT_THAT(ids_of(pending(0, 2)), ElementsAre("a", "b"));
}

TEST_F(DocumentOutboxTest, WhatIsPublishedLeavesItsDocumentAndTheRestStays) {
    change(1, {outgoing("a")});
    const auto first = pending();
    change(1, {outgoing("b")});
    publish(first);
    EXPECT_EQ(thing(1).view().documents("outbox").size(), 1u) << "what came meanwhile";
    EXPECT_THAT(ids_of(pending()), ElementsAre("b"));
    publish(pending());
    EXPECT_FALSE(thing(1).view().has("outbox"));
    EXPECT_FALSE(thing(1).view().has("outbox_at"));
    EXPECT_EQ(thing(1).view().integer("version"), 2);
    EXPECT_THAT(pending(), IsEmpty());
    EXPECT_TRUE(async::run(outbox_->published({1, 2, 3}))) << "what it does not hold is passed over";
}

TEST_F(DocumentOutboxTest, ADocumentOfMessagesAloneGoesWithThem) {
    with([&](Connection& connection) {
        outbox_->append(connection, {outgoing("a"), outgoing("b")});
        return true;
    });
    publish(pending(0, 1));
    EXPECT_THAT(ids_of(pending()), ElementsAre("b"));
    publish(pending());
    EXPECT_EQ(with([](Connection& connection) { return connection.count("outbox", Document{}); }), 0u);
}

TEST_F(DocumentOutboxTest, WhatCouldNotBePublishedIsHandedOutAgain) {
    change(1, {outgoing("a")});
    change(2, {outgoing("b")});
    const auto first = pending(0, 1);
    EXPECT_THAT(ids_of(pending(0, 1)), ElementsAre("a")) << "the first try failed";
    EXPECT_THAT(ids_of(pending(first.back().sequence, 10)), ElementsAre("b"));
    EXPECT_THAT(ids_of(pending(first.back().sequence, 10)), ElementsAre("b")) << "the second failed";
}

TEST_F(DocumentOutboxTest, WhatIsWrittenOutOfItsOrderIsNotPassedOver) {
    const auto early = outbox_->enclose({outgoing("early")});
    change(1, {outgoing("late")});
    const auto late = pending();
    Document document{{"_id", 2}};
    early.into(document);
    with([&](Connection& connection) { return connection.insert("other", document); });
    const auto straggler = pending(late.back().sequence, 10);
    EXPECT_THAT(ids_of(straggler), ElementsAre("early")) << "and what is on its way is not handed out twice";
    EXPECT_THAT(pending(straggler.back().sequence, 10), IsEmpty());
}

TEST_F(DocumentOutboxTest, AnothersMessagesAreTakenOnlyWhenTheyAreLeftBehind) {
    core::IdGenerator others_ids{clock_, 2};
    DocumentOutbox other{database(), others_ids, clock_, options_};
    change(1, {outgoing("another's")}, &other);
    change(2, {outgoing("ours")});
    EXPECT_THAT(ids_of(pending()), ElementsAre("ours"));
    clock_.advance(6s);
    EXPECT_THAT(ids_of(pending()), UnorderedElementsAre("ours", "another's"));
}

TEST_F(DocumentOutboxTest, AnothersMessagesDoNotHideOurs) {
    core::IdGenerator others_ids{clock_, 2};
    DocumentOutbox other{database(), others_ids, clock_, options_};
    for (int id = 1; id <= 20; ++id) change(id, {outgoing("another's")}, &other);
    change(30, {outgoing("ours")});
    EXPECT_THAT(ids_of(pending(0, 3)), ElementsAre("ours"));
}

TEST_F(DocumentOutboxTest, TheRelayIsWokenByWhatIsAdded) {
    int woken = 0;
    outbox_->on_added([&] { ++woken; });
    change(1, {outgoing("a")});
    EXPECT_EQ(woken, 1);
}

TEST_F(DocumentOutboxTest, WhileWritersRaceEachMessageIsPublishedAndNoneIsLeft) {
    async::run(database().create_indexes(outbox_->indexes())).value();
    constexpr int changes = 40;
    std::set<std::string> published;
    std::thread relay{[&] {
        while (published.size() < racers * changes) {
            const auto entries = pending(0, 16);
            for (const auto& entry : entries) published.insert(entry.outgoing.message.id);
            publish(entries);
        }
    }};
    race([&](int racer) {
        for (int i = 0; i < changes; ++i) change(i % 5, {outgoing(std::to_string(racer) + ':' + std::to_string(i))});
    });
    relay.join();
    EXPECT_THAT(pending(), IsEmpty());
    for (int id = 0; id < 5; ++id) {
        EXPECT_EQ(thing(id).view().integer("version"), racers * changes / 5);
        EXPECT_FALSE(thing(id).view().has("outbox_at")) << id;
    }
}

TEST_F(DocumentOutboxTest, MayGoBeforeALookThatNobodyWaitsForAnyMore) {
    auto single = Database::open({.url = scratch_->url(), .database = "x", .application = "t", .threads = 1}).value();
    auto outbox = std::make_unique<DocumentOutbox>(*single, ids_, clock_, options_);
    std::latch begun{1};
    std::latch released{1};
    std::thread busy{[&] {
        auto work = [&](Connection&) -> Result<void> {
            begun.count_down();
            released.wait();
            return {};
        };
        async::run(single->run(std::move(work))).value();
    }};
    begun.wait();
    EXPECT_EQ(async::run(async::within(10ms, outbox->pending(0, 10))).error().code(), core::timed_out);
    outbox.reset();
    released.count_down();
    busy.join();
    EXPECT_TRUE(async::run(single->ping())) << "after the look";
}

}  // namespace
}  // namespace instante::mongo
