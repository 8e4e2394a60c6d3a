#include "bus/local/message_table.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace instante::bus::local::table {
namespace {

constexpr std::array schema{
    sqlite::Migration{"bus", R"(
        create table queue (name text primary key, max_length integer not null) strict, without rowid;
        create table binding (queue text not null, pattern text not null, primary key (queue, pattern)) strict, without rowid;

        create table message (
            sequence integer primary key,
            queue text not null,
            due integer not null, -- 0: at once; else milliseconds since 1970
            attempt integer not null,
            queued integer not null,
            id text not null, type text not null, body text not null, timestamp integer not null,
            correlation_id text not null, reply_to text not null, request_id text not null, traceparent text not null
        ) strict;
        create index message_by_turn on message (queue, due, sequence);

        create table dead (
            number integer primary key autoincrement,
            queue text not null,
            since integer not null,
            reason text not null,
            attempt integer not null,
            id text not null, type text not null, body text not null, timestamp integer not null,
            correlation_id text not null, reply_to text not null, request_id text not null, traceparent text not null
        ) strict;
        create index dead_by_queue on dead (queue);
        create index dead_by_id on dead (queue, id);

        create table pulse (one integer primary key check (one = 1), beats integer not null) strict;
    )"},
};

constexpr int message_columns = 8;

void bind_message(sqlite::Statement& statement, const Message& message) {
    statement.bind(message.id, message.type, message.body, message.timestamp);
    statement.bind(message.correlation_id, message.reply_to, message.trace.request_id, message.trace.traceparent);
}

/// The message in the columns from `column` on, in the order of `bind_message`.
Message message_at(const sqlite::Statement& row, int column) {
    Message message;
    message.id = row.text(column);
    message.type = row.text(column + 1);
    message.body = row.text(column + 2);
    message.timestamp = row.time(column + 3);
    message.correlation_id = row.text(column + 4);
    message.reply_to = row.text(column + 5);
    message.trace.request_id = row.text(column + 6);
    message.trace.traceparent = row.text(column + 7);
    return message;
}

std::vector<Entry> entries_of(sqlite::Statement& row) {
    std::vector<Entry> entries;
    while (row.step()) {
        Entry entry;
        entry.message = std::make_shared<const Message>(message_at(row, 0));
        entry.turn = {row.time(message_columns + 1), static_cast<Sequence>(row.integer(message_columns))};
        entry.attempt = static_cast<int>(row.integer(message_columns + 2));
        entry.queued = row.time(message_columns + 3);
        entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace

std::span<const sqlite::Migration> migrations() {
    return schema;
}

void declare(sqlite::Connection& connection, const Queue& queue) {
    connection.prepare("insert or replace into queue (name, max_length) values (?, ?)").bind(queue.name, queue.max_length).run();
    connection.prepare("delete from binding where queue = ?").bind(queue.name).run();
    for (const auto& pattern : queue.events)
        connection.prepare("insert or ignore into binding (queue, pattern) values (?, ?)").bind(queue.name, pattern).run();
}

std::vector<Queue> queues(sqlite::Connection& connection) {
    std::vector<Queue> queues;
    auto row = connection.prepare("select name, max_length from queue");
    while (row.step()) {
        Queue queue;
        queue.name = row.text(0);
        queue.max_length = static_cast<std::size_t>(row.integer(1));
        auto bound = connection.prepare("select pattern from binding where queue = ?").bind(queue.name);
        while (bound.step()) queue.events.push_back(bound.text(0));
        queues.push_back(std::move(queue));
    }
    return queues;
}

std::vector<std::pair<std::string, std::size_t>> counts(sqlite::Connection& connection) {
    std::vector<std::pair<std::string, std::size_t>> counts;
    auto row = connection.prepare(
        "select queue, count(*) from message group by queue "
        "union all select distinct queue, 0 from dead where queue not in (select queue from message)");
    while (row.step()) counts.emplace_back(row.text(0), static_cast<std::size_t>(row.integer(1)));
    return counts;
}

Sequence last_sequence(sqlite::Connection& connection) {
    auto row = connection.prepare("select coalesce(max(sequence), 0) from message");
    return row.step() ? static_cast<Sequence>(row.integer(0)) : 0;
}

void forget_undeclared(sqlite::Connection& connection, core::Timestamp before) {
    connection
        .prepare(
            "delete from message where queued < ? and queue in "
            "(select distinct queue from message where queue not in (select name from queue))")
        .bind(before)
        .run();
}

void limit_due(sqlite::Connection& connection, const std::string& queue, core::Timestamp latest) {
    connection.prepare("update message set due = ? where queue = ? and due > ?").bind(latest, queue, latest).run();
}

void add(sqlite::Connection& connection, const std::string& queue, const Entry& entry) {
    auto statement = connection.prepare(
        "insert into message (sequence, queue, due, attempt, queued, "
        "id, type, body, timestamp, correlation_id, reply_to, request_id, traceparent) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?)");
    statement.bind(entry.turn.sequence, queue, entry.turn.due, entry.attempt, entry.queued);
    bind_message(statement, *entry.message);
    statement.run();
}

void remove(sqlite::Connection& connection, Sequence sequence) {
    connection.prepare("delete from message where sequence = ?").bind(sequence).run();
}

void delay(sqlite::Connection& connection, const Entry& entry) {
    connection.prepare("update message set due = ?, attempt = ? where sequence = ?")
        .bind(entry.turn.due, entry.attempt, entry.turn.sequence)
        .run();
}

std::vector<Entry> next(sqlite::Connection& connection, const std::string& queue, Lane lane, Turn after, std::size_t limit) {
    if (lane == Lane::undelayed) {
        auto row = connection
                       .prepare(
                           "select id, type, body, timestamp, correlation_id, reply_to, request_id, traceparent, "
                           "sequence, due, attempt, queued from message "
                           "where queue = ? and due = 0 and sequence > ? order by sequence limit ?")
                       .bind(queue, after.sequence, limit);
        return entries_of(row);
    }
    auto row = connection
                   .prepare(
                       "select id, type, body, timestamp, correlation_id, reply_to, request_id, traceparent, "
                       "sequence, due, attempt, queued from message "
                       "where queue = ? and (due, sequence) > (?, ?) order by due, sequence limit ?")
                   .bind(queue, after.due, after.sequence, limit);
    return entries_of(row);
}

void bury(sqlite::Connection& connection, const DeadLetter& letter) {
    auto statement = connection.prepare(
        "insert into dead (queue, since, reason, attempt, "
        "id, type, body, timestamp, correlation_id, reply_to, request_id, traceparent) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?)");
    statement.bind(letter.queue, letter.since, letter.reason, letter.message.attempt);
    bind_message(statement, letter.message);
    statement.run();
}

std::size_t count_dead(sqlite::Connection& connection, const std::string& queue) {
    auto row = connection.prepare("select count(*) from dead where queue = ?").bind(queue);
    return row.step() ? static_cast<std::size_t>(row.integer(0)) : 0;
}

std::optional<std::vector<DeadLetter>> dead(sqlite::Connection& connection, const std::string& queue, const std::string& after,
                                            std::size_t limit) {
    std::int64_t number = 0;
    if (!after.empty()) {
        auto found = connection.prepare("select min(number) from dead where queue = ? and id = ?").bind(queue, after);
        if (!found.step() || found.is_null(0)) return std::nullopt;
        number = found.integer(0);
    }
    std::vector<DeadLetter> letters;
    auto row = connection
                   .prepare(
                       "select id, type, body, timestamp, correlation_id, reply_to, request_id, traceparent, "
                       "reason, since, attempt from dead where queue = ? and number > ? order by number limit ?")
                   .bind(queue, number, limit);
    while (row.step()) {
        DeadLetter letter{queue, message_at(row, 0), row.text(message_columns), row.time(message_columns + 1)};
        letter.message.attempt = static_cast<int>(row.integer(message_columns + 2));
        letters.push_back(std::move(letter));
    }
    return letters;
}

std::optional<Message> exhume(sqlite::Connection& connection, const std::string& queue, const std::string& message_id) {
    std::int64_t number = 0;
    std::optional<Message> message;
    {
        auto row = connection
                       .prepare(
                           "select id, type, body, timestamp, correlation_id, reply_to, request_id, traceparent, number "
                           "from dead where queue = ? and id = ? order by number limit 1")
                       .bind(queue, message_id);
        if (!row.step()) return std::nullopt;
        message = message_at(row, 0);
        number = row.integer(message_columns);
    }
    connection.prepare("delete from dead where number = ?").bind(number).run();
    return message;
}

void beat(sqlite::Connection& connection) {
    connection.prepare("insert into pulse (one, beats) values (1, 1) on conflict do update set beats = beats + 1").run();
}

}  // namespace instante::bus::local::table
