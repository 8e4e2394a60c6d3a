#include "notification/domain/limits.hpp"
#include "notification/tests/ports/stores_suite.hpp"

namespace instante::notification {
namespace {

using namespace samples;
using std::chrono_literals::operator""ms;
using testing::ValuesIn;

using Ids = std::vector<NotificationId>;

class InboxStoreSuite : public StoresSuite {
protected:
    /// Notifications 1…`count` of Ana's in Carla's inbox.
    void fill(int count) {
        for (int i = 1; i <= count; ++i) tell(id_at(std::chrono::milliseconds{i}), {reader(carla)});
    }
};

TEST_P(InboxStoreSuite, ShowsANotificationAsItIs) {
    tell(id_at(1ms), {reader(carla)});
    const auto page = inbox(carla);
    ASSERT_EQ(page.items.size(), 1u);
    EXPECT_EQ(page.items[0], (InboxEntry{id_at(1ms), Type::publication, ana, PublicationId{id_at(1ms).value}, "Summer",
                                         "p/1/2-320.jpg", noon + 1ms, false}));
    EXPECT_FALSE(page.next);
}

TEST_P(InboxStoreSuite, AFollowIsOfNoPublication) {
    open(followed(id_at(1ms), bruno, carla));
    spread(page(id_at(1ms), {reader(carla)}));
    const auto entry = inbox(carla).items.at(0);
    EXPECT_EQ(entry.type, Type::follow);
    EXPECT_FALSE(entry.publication);
    EXPECT_EQ(entry.actor, bruno);
    EXPECT_EQ(entry.image, "");
}

TEST_P(InboxStoreSuite, SomebodyUnknownHasAnEmptyInbox) {
    EXPECT_TRUE(inbox(UserId{12345}).items.empty());
    mark(UserId{12345}, id_at(1ms));
}

TEST_P(InboxStoreSuite, PagesByKeyWithoutGapsOrDoubles) {
    fill(7);
    Ids all;
    InboxQuery query{.user = carla, .before = {}, .unread = false, .oldest = {}, .limit = 3};
    for (int pages = 1;; ++pages) {
        const auto page = inbox(carla, query);
        for (const auto& entry : page.items) all.push_back(entry.id);
        if (!page.next) {
            EXPECT_EQ(pages, 3);
            break;
        }
        EXPECT_EQ(page.items.size(), 3u);
        query.before = page.next;
    }
    ASSERT_EQ(all.size(), 7u);
    for (int i = 0; i < 7; ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)], id_at(std::chrono::milliseconds{7 - i}));
}

TEST_P(InboxStoreSuite, AFullLastPageHasNoNext) {
    fill(3);
    EXPECT_FALSE(inbox(carla, {.user = carla, .before = {}, .unread = false, .oldest = {}, .limit = 3}).next);
}

TEST_P(InboxStoreSuite, ShowsNothingOlderThanAsked) {
    fill(4);
    EXPECT_EQ(inbox_ids(carla, {.user = carla, .before = {}, .unread = false, .oldest = id_at(3ms), .limit = 20}),
              (Ids{id_at(4ms), id_at(3ms)}));
}

TEST_P(InboxStoreSuite, MarksUpToAnEntryAndWithIt) {
    fill(3);
    mark(carla, id_at(2ms));
    const auto page = inbox(carla);
    EXPECT_FALSE(page.items.at(0).read);
    EXPECT_TRUE(page.items.at(1).read);
    EXPECT_TRUE(page.items.at(2).read);
    EXPECT_EQ(inbox_ids(carla, {.user = carla, .before = {}, .unread = true, .oldest = {}, .limit = 20}), Ids{id_at(3ms)});
}

TEST_P(InboxStoreSuite, AMarkNeverSinks) {
    fill(3);
    mark(carla, id_at(3ms));
    mark(carla, id_at(1ms));
    EXPECT_TRUE(inbox(carla).items.at(0).read);
}

TEST_P(InboxStoreSuite, AMarkGoesNoFurtherThanTheNewestEntry) {
    fill(1);
    mark(carla, id_at(std::chrono::hours{24 * 365}));
    tell(id_at(2ms), {reader(carla)});
    const auto page = inbox(carla);
    EXPECT_FALSE(page.items.at(0).read) << "what came later is not read";
    EXPECT_TRUE(page.items.at(1).read);
}

TEST_P(InboxStoreSuite, AMarkIsItsReadersAlone) {
    tell(id_at(1ms), {reader(carla), reader(davi)});
    mark(carla, id_at(1ms));
    EXPECT_TRUE(inbox(carla).items.at(0).read);
    EXPECT_FALSE(inbox(davi).items.at(0).read);
}

TEST_P(InboxStoreSuite, ShowsTheNewestFiveHundred) {
    constexpr int more = 50;
    fill(static_cast<int>(inbox_limit) + more);
    Ids all;
    InboxQuery query{.user = carla, .before = {}, .unread = false, .oldest = {}, .limit = 100};
    for (bool ended = false; !ended;) {
        const auto page = inbox(carla, query);
        for (const auto& entry : page.items) all.push_back(entry.id);
        query.before = page.next;
        ended = !page.next;
    }
    ASSERT_EQ(all.size(), inbox_limit);
    EXPECT_EQ(all.back(), id_at(std::chrono::milliseconds{more + 1}));
}

INSTANTIATE_TEST_SUITE_P(Engines, InboxStoreSuite, ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace instante::notification
