#include "authentication/outbound/sqlite/stores.hpp"

namespace instante::authentication {

namespace {

// Times are milliseconds since 1970. `username` and `email` are null once a deletion has set them free. `image_key` repeats the
// key of the picture's 150 JPEG, so that lists need not read `image` (JSON).
constexpr std::string_view people = R"sql(
create table user (
    id integer primary key,
    username text unique,
    email text unique,
    email_verified integer not null,
    name text not null,
    bio text not null,
    password_hash text not null,
    image text,
    image_key text not null,
    lang text not null,
    state integer not null,
    version integer not null,
    created_at integer not null,
    state_at integer not null,
    followers_count integer not null,
    following_count integer not null
) strict;
create index user_refused on user(state_at) where state <> 0;
create table request_key (
    key text primary key,
    body text not null,
    user integer not null,
    made_at integer not null
) strict, without rowid;
create index request_key_age on request_key(made_at);
)sql";

// `newest` and `used` are numbers of refresh tokens (domain/session.hpp).
constexpr std::string_view sessions = R"sql(
create table session (
    id integer primary key,
    user integer not null,
    created_at integer not null,
    used_at integer not null,
    newest integer not null,
    used integer not null
) strict;
create index session_of_user on session(user, used_at);
create index session_idle on session(used_at);
create table refresh_token (
    digest text primary key,
    session integer not null,
    number integer not null,
    used_at integer
) strict, without rowid;
create index refresh_token_family on refresh_token(session, number);
create table ended_session (
    id integer primary key,
    user integer not null,
    at integer not null
) strict;
create index ended_session_age on ended_session(at);
create table device (
    number integer primary key,
    user integer not null,
    session integer not null unique,
    kind integer not null,
    token text not null,
    p256dh text not null,
    auth text not null,
    unique (token, kind)
) strict;
create index device_of_user on device(user, number);
create table signing_key (
    kid text primary key,
    seed text not null,
    created_at integer not null
) strict;
)sql";

// An edge that has ended stays, as its own tombstone. The two lists are by the edge's id (when it began), the audience by
// follower.
constexpr std::string_view follows = R"sql(
create table follow (
    follower integer not null,
    followee integer not null,
    id integer not null,
    state integer not null,
    version integer not null,
    created_at integer not null,
    noticed_at integer,
    primary key (follower, followee)
) strict, without rowid;
create index follow_followers on follow(followee, state, id);
create index follow_following on follow(follower, state, id);
create index follow_audience on follow(followee, state, follower);
)sql";

// Who awaits a rendering, and renderings that nobody awaits yet.
constexpr std::string_view pictures = R"sql(
create table pending_picture (
    id integer primary key,
    user integer not null,
    asked_at integer not null,
    unwanted integer not null
) strict;
create index pending_picture_of_user on pending_picture(user);
create index pending_picture_age on pending_picture(asked_at);
create table early_picture (
    id integer primary key,
    image text,
    at integer not null
) strict;
create index early_picture_age on early_picture(at);
)sql";

constexpr std::string_view mails = R"sql(
alter table user add column pending_email text;
create table mail_token (
    digest text primary key,
    kind integer not null,
    user integer not null,
    address text not null,
    expires_at integer not null
) strict, without rowid;
create index mail_token_of_user on mail_token(user, kind, expires_at);
create index mail_token_age on mail_token(expires_at);
)sql";

// `pending` are bits of domain/deletion.hpp.
constexpr std::string_view deletions = R"sql(
create index request_key_of_user on request_key(user);
create table deletion (
    user integer primary key,
    version integer not null,
    at integer not null,
    media_keys text not null,
    pending integer not null,
    cleared integer not null,
    announced integer not null,
    next_at integer not null
) strict;
create index deletion_due on deletion(next_at);
)sql";

// People by what they are called, for the active alone. A row's id in `search` is the person's place (domain/search.hpp), so that
// what is found comes in order; `number` is the part of it that stays.
constexpr std::string_view search = R"sql(
create table search_person (
    number integer primary key,
    user integer not null unique
) strict;
create virtual table search using fts5(text, content='', columnsize=0, detail=none, tokenize='trigram');
)sql";

// The index anew (other scripts, fences between people: search_fences.hpp), filled by `SearchUpkeep`. `place` is nothing while a
// person is not in the index.
constexpr std::string_view fenced_search = R"sql(
drop table search;
insert or ignore into search_person (user) select id from user order by id;
alter table search_person add column place integer;
create virtual table search using fts5(text, content='', columnsize=0, detail=none, tokenize='trigram case_sensitive 1');
insert into search (search, rank) values ('usermerge', 2);
create table search_fence (
    place integer primary key,
    people integer not null
) strict;
insert into search_fence values (0, 0);
)sql";

}  // namespace

const std::vector<sqlite::Migration>& sqlite_schema() {
    static const std::vector<sqlite::Migration> steps{{"people", people},
                                                      {"sessions, devices and keys", sessions},
                                                      {"follows", follows},
                                                      {"pictures", pictures},
                                                      outbox::sqlite_migration,
                                                      {"mails", mails},
                                                      {"deletions", deletions},
                                                      {"search", search},
                                                      {"search with fences", fenced_search}};
    return steps;
}

}  // namespace instante::authentication
