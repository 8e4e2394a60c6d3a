#include "publication/outbound/sqlite/schema.hpp"

#include <array>

#include "outbox/outbox.hpp"

namespace instante::publication {
namespace {

/// `username` is not unique: names move from one person to another, and the events that tell of it come in any order. When all
/// have come there is one bearer again.
constexpr std::string_view people = R"sql(
create table person (
    id integer primary key,
    version integer not null,
    state integer not null,  -- PersonState
    username text not null,  -- empty: gone
    name text not null,
    image text not null
) strict;
create index person_by_username on person (username) where username <> '';

create table follow (
    follower integer not null,
    followee integer not null,
    active integer not null,
    pulled integer not null,  -- the followee has publications that are pulled by their readers
    version integer not null,
    id integer not null,
    created_at integer not null,
    primary key (follower, followee)
) strict, without rowid;
create index follow_by_followee on follow (followee, active, follower);
create index follow_active on follow (follower, followee) where active = 1;
create index follow_pulled on follow (follower, followee) where active = 1 and pulled = 1;

create table follower_count (user integer primary key, followers integer not null) strict;
)sql";

/// What lists and feeds read stands before what only a reader of the content wants, so that it is found without the overflow
/// pages behind it.
constexpr std::string_view publications = R"sql(
create table publication (
    id integer primary key,
    owner integer not null,
    version integer not null,
    reach integer not null,  -- Reach
    created_at integer not null,
    edited_at integer,
    text text not null,
    images text not null
) strict;
create index publication_by_owner on publication (owner);
create index publication_pulled on publication (owner) where reach = 1;

create table tombstone (publication integer primary key, owner integer not null, version integer not null) strict;
create table pull_author (owner integer primary key) strict;

create table removal (owner integer primary key, up_to integer not null, person integer not null, ended integer not null) strict;
create index removal_pending on removal (owner) where ended = 0;
)sql";

/// A timeline holds every pushed publication of the followed above `timeline_floor`; what is older is merged from their own lists
/// when it is read.
constexpr std::string_view timelines = R"sql(
create table timeline (
    user integer not null,
    publication integer not null,
    owner integer not null,
    primary key (user, publication desc)
) strict, without rowid;
create table timeline_floor (user integer primary key, floor integer not null) strict;
create table fan_out (publication integer primary key, owner integer not null, after integer not null) strict;
)sql";

/// Since then, who unfollows takes the entries along; what was left behind before goes here.
constexpr std::string_view unfollowed = R"sql(
delete from timeline where owner <> user and not exists (
    select 1 from follow f where f.follower = timeline.user and f.followee = timeline.owner and f.active = 1);
)sql";

/// A publication that the operator hides moves to a table of its own: what reads lists and feeds looks at as many rows as before.
constexpr std::string_view reports = R"sql(
create table report (
    id integer primary key,
    reporter integer not null,
    kind integer not null,  -- of Subject: 0 a publication, 1 a person
    subject integer not null,
    reason integer not null,  -- Reason
    text text not null,
    created_at integer not null,
    open integer not null  -- the operator has not decided since
) strict;
create index report_of_subject on report (kind, subject);
create unique index report_once on report (kind, subject, reporter);
create index report_of_reporter on report (reporter);
create index report_open on report (reporter) where open = 1;

create table report_case (
    kind integer not null,
    subject integer not null,
    state integer not null,  -- CaseState
    since integer not null,
    newest integer not null,
    disables integer not null,
    primary key (kind, subject)
) strict, without rowid;
create index report_case_newest on report_case (state, newest);

create table hidden_publication (
    id integer primary key,
    owner integer not null,
    version integer not null,
    reach integer not null,
    created_at integer not null,
    edited_at integer,
    text text not null,
    images text not null
) strict;
create index hidden_publication_by_owner on hidden_publication (owner);
)sql";

/// A page of somebody's publications is one range of this index: their rows lie apart, a page of the file for each.
constexpr std::string_view owners_lists = R"sql(
drop index publication_by_owner;
create index publication_by_owner on publication (owner, id, version);
)sql";

}  // namespace

std::span<const sqlite::Migration> sqlite_schema() {
    static const std::array steps{outbox::sqlite_migration,
                                  sqlite::Migration{"people", people},
                                  sqlite::Migration{"publications", publications},
                                  sqlite::Migration{"timelines", timelines},
                                  sqlite::Migration{"unfollowed", unfollowed},
                                  sqlite::Migration{"reports", reports},
                                  sqlite::Migration{"owners' lists", owners_lists}};
    return steps;
}

}  // namespace instante::publication
