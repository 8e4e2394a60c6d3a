#include <vector>

#include "notification/outbound/sqlite/stores.hpp"

namespace instante::notification {
namespace {

// `hidden`: 1 while inbox entries of it may be left, 2 when none are.
constexpr std::string_view tables = R"sql(
create table person (
    id integer primary key, version integer not null, presence integer not null,
    username text not null, name text not null, image text not null
) strict;

create table notification (
    id integer primary key, type integer not null, actor integer not null, publication integer,
    hidden integer not null, done integer not null, created_at integer not null,
    cursor text not null, audience text not null, image text not null, text text not null
) strict;
create index notification_by_actor on notification (actor) where hidden = 0;
create index notification_by_publication on notification (publication) where publication is not null;
create index notification_to_clear on notification (id) where hidden = 1;

create table hidden_publication (id integer primary key) strict;

create table inbox (
    user integer not null, notification integer not null,
    primary key (user, notification desc)
) strict, without rowid;
create index inbox_by_notification on inbox (notification);

create table read_mark (user integer primary key, up_to integer not null) strict;

create table push (
    notification integer not null, token text not null, user integer not null, lang text not null,
    attempt integer not null, due integer not null,
    primary key (notification, token)
) strict, without rowid;
create index push_by_due on push (due, notification, token);
create index push_by_user on push (user);
)sql";

// Live listeners are told what came since they last looked. Ids do not tell: a notification that is made later may be spread
// earlier. What came before this step has arrived at 0, in no order.
constexpr std::string_view arrivals = R"sql(
alter table inbox add column arrival integer not null default 0;
create index inbox_by_arrival on inbox (user, arrival);
create table last_arrival (number integer not null) strict;
insert into last_arrival values (0);
)sql";

}  // namespace

std::span<const sqlite::Migration> sqlite_schema() {
    static const std::vector<sqlite::Migration> schema{
        {"notification", tables}, outbox::sqlite_migration, {"inbox arrivals", arrivals}};
    return schema;
}

}  // namespace instante::notification
