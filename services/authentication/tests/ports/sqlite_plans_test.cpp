#include <gtest/gtest.h>

#include <string>

#include "authentication/outbound/sqlite/stores.hpp"
#include "authentication/tests/ports/adapters.hpp"

namespace instante::authentication::testing {
namespace {

class SqlitePlans : public ::testing::Test {
protected:
    /// How SQLite goes about `sql`.
    std::string plan_of(const std::string& sql) {
        std::string plan;
        const auto reading = database_->reading();
        auto rows = reading.connection().prepare("explain query plan " + sql);
        while (rows.step()) plan += rows.text(3) + '\n';
        return plan;
    }
    void expect_keyed(const std::string& sql) {
        const auto plan = plan_of(sql);
        EXPECT_NE(plan.find("SEARCH"), std::string::npos) << sql << '\n' << plan;
        EXPECT_EQ(plan.find("SCAN"), std::string::npos) << sql << '\n' << plan;
        EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << sql << '\n' << plan;
    }

private:
    Folder folder_;
    std::unique_ptr<sqlite::Database> database_ =
        sqlite::Database::open({.file = folder_.path() / "authentication.db"}, sqlite_schema()).value();
};

TEST_F(SqlitePlans, FindAScanWhenThereIsOne) {
    EXPECT_NE(plan_of("select * from user where name = 'x'").find("SCAN"), std::string::npos);
}

TEST_F(SqlitePlans, ReadListsByTheirKeys) {
    for (const auto* column : {"followee", "follower"}) {
        const std::string by = column;
        const std::string other = by == "followee" ? "follower" : "followee";
        expect_keyed("select f.id, u.state, u.id, u.username, u.name, u.image_key from follow f cross join user u on u.id = f." +
                     other + " where f." + by + " = ? and f.state = 1 and f.id < ? order by f.id desc limit ?");
    }
    expect_keyed("select follower from follow where followee = ? and state = 1 and follower > ? order by follower limit ?");
    expect_keyed("select * from follow where (follower, followee) > (?, ?) order by follower, followee limit ?");
    expect_keyed("select * from user where id > ? and state = 0 order by id limit ?");
}

TEST_F(SqlitePlans, FindWhatBelongsTogetherByItsKeys) {
    expect_keyed("select kind, token, p256dh, auth from device where user = ? order by number");
    expect_keyed("select id, state_at from user where state <> 0 and state_at >= ? order by state_at");
    expect_keyed("select id, user, at from ended_session where at >= ? order by at");
    expect_keyed("select id from session where used_at <= ? order by used_at limit ?");
    expect_keyed("select id from session where user = ? order by used_at desc, id desc limit -1 offset ?");
    expect_keyed("select id from session where user = ? and id <> ?");
    expect_keyed("select digest from mail_token where user = ? and kind = ? order by expires_at desc limit -1 offset ?");
    expect_keyed("select digest from mail_token where expires_at <= ? limit ?");
    expect_keyed("select * from deletion where next_at <= ? order by next_at limit ?");
    expect_keyed("select * from follow where follower = ? limit ?");
    expect_keyed("select * from follow where followee = ? limit ?");
    expect_keyed("select u.id from search_person s cross join user u on u.id = s.user where s.number = ?");
    expect_keyed("select t.number from refresh_token t cross join session s on s.id = t.session where t.digest = ?");
}

}  // namespace
}  // namespace instante::authentication::testing
