#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "notification/outbound/sqlite/audience_column.hpp"
#include "notification/tests/support/world.hpp"

namespace instante::notification {
namespace {

/// How SQLite would go about `sql`.
std::string plan_of(sqlite::Database& database, const std::string& sql) {
    auto explain = [&](sqlite::Connection& connection) -> Result<std::string> {
        std::string plan;
        auto row = connection.prepare("explain query plan " + sql);
        while (row.step()) plan += row.text(3) + '\n';
        return plan;
    };
    return database.read(explain).value();
}

struct Hot {
    std::string name;
    std::string sql;

    friend void PrintTo(const Hot& hot, std::ostream* out) { *out << hot.name; }
};

// The statements of the stores, as they stand there.
const std::vector<Hot> hot_statements{
    {"Inbox",
     "select inbox.notification, n.type, n.actor, p.username, p.name, p.image, n.publication, n.text, n.image, n.created_at "
     "from inbox cross join notification n on n.id = inbox.notification cross join person p on p.id = n.actor "
     "where inbox.user = ? and inbox.notification < ? and inbox.notification >= ? and n.hidden = 0 and p.presence = 0 "
     "order by inbox.notification desc limit ?"},
    {"InboxFloor", "select notification from inbox where user = ? order by notification desc limit 1 offset ?"},
    {"Arrivals",
     "select inbox.notification, n.type, n.actor, p.username, p.name, p.image, n.publication, n.text, n.image, n.created_at, "
     "inbox.arrival "
     "from inbox cross join notification n on n.id = inbox.notification cross join person p on p.id = n.actor "
     "where inbox.user = ? and inbox.arrival > ? and inbox.notification >= ? and n.hidden = 0 and p.presence = 0 "
     "order by inbox.arrival limit ?"},
    {"ArrivalOf", "select arrival from inbox where user = ? and notification = ?"},
    {"NewestArrival", "select arrival, notification from inbox where user = ? order by arrival desc limit 1"},
    {"DuePushes",
     "select push.notification, push.token, push.user, push.lang, push.attempt, push.due, "
     "ifnull(n.hidden = 0 and actor.presence = 0 and ifnull(reader.presence <> 2, 1), 0), "
     "n.type, n.publication, n.text, n.image, actor.id, actor.username, actor.name, actor.image "
     "from push left join notification n on n.id = push.notification left join person actor on actor.id = n.actor "
     "left join person reader on reader.id = push.user "
     "where push.due <= ? and (push.due, push.notification, push.token) > (?, ?, ?) "
     "order by push.due, push.notification, push.token limit ?"},
    {"NextDue", "select min(due) from push where due > ?"},
    {"OldestPush", "select min(notification) from push"},
    {"MarkRead",
     "insert into read_mark (user, up_to) select user, min(?2, notification) from inbox where user = ?1 "
     "order by notification desc limit 1 on conflict (user) do update set up_to = max(up_to, excluded.up_to)"},
    {"Trim",
     "delete from inbox where user = ?1 and notification <= "
     "(select notification from inbox where user = ?1 order by notification desc limit 1 offset ?2)"},
    {"ClearHidden",
     "delete from inbox where notification = ?1 and user in (select user from inbox where notification = ?1 limit ?2)"},
    {"NextToClear", "select id from notification where hidden = 1 limit 1"},
    {"ClearOld",
     "delete from inbox where (user, notification) in (select user, notification from inbox "
     "where notification < ? order by notification limit ?)"},
    {"HidePublication", "update notification set hidden = 1, image = '', text = '' where publication = ? and hidden = 0"},
    {"HideOfActor",
     "update notification set hidden = 1, image = '', text = '' "
     "where id in (select id from notification where actor = ? and hidden = 0 limit ?)"},
    {"DropPushesOfUser",
     "delete from push where (notification, token) in (select notification, token from push where user = ? limit ?)"},
    {"DropOldPushes",
     "delete from push where (notification, token) in (select notification, token from push "
     "where notification < ? order by notification, token limit ?)"},
};

class HotStatements : public testing::TestWithParam<Hot> {};

TEST_P(HotStatements, ReadByKeyAndSortNothing) {
    SqliteWorld world;
    const auto plan = plan_of(world.database(), GetParam().sql);
    EXPECT_FALSE(plan.empty());
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
    for (std::size_t at = plan.find("SCAN"); at != std::string::npos; at = plan.find("SCAN", at + 1)) {
        const auto step = plan.substr(at, plan.find('\n', at) - at);
        const bool ends_early = GetParam().name == "NextToClear" && step.find("notification_to_clear") != std::string::npos;
        EXPECT_TRUE(ends_early) << plan;
    }
}

INSTANTIATE_TEST_SUITE_P(Sqlite, HotStatements, testing::ValuesIn(hot_statements),
                         [](const auto& info) { return info.param.name; });

TEST(AudienceColumn, IsReadAsItIsWritten) {
    for (const Audience& audience : {Audience{FollowersOf{UserId{7}}}, Audience{std::vector{UserId{1}, UserId{2}, UserId{3}}},
                                     Audience{std::vector<UserId>{}}})
        EXPECT_EQ(sqlite_store::audience_of(sqlite_store::to_column(audience)).value(), audience);
    for (const auto* damaged : {"", "followers:", "followers:x", "users:1,,2", "users:x", "everybody"})
        EXPECT_FALSE(sqlite_store::audience_of(damaged)) << damaged;
}

}  // namespace
}  // namespace instante::notification
