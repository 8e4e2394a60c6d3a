#include <utility>

#include "outbox/outbox.hpp"

namespace instante::outbox {
namespace {

bus::Outgoing read_outgoing(const sqlite::Statement& row) {
    bus::Outgoing outgoing;
    outgoing.address.to = row.integer(1) != 0 ? bus::Address::To::events : bus::Address::To::queue;
    outgoing.address.name = row.text(2);
    outgoing.message.id = row.text(3);
    outgoing.message.type = row.text(4);
    outgoing.message.body = row.text(5);
    outgoing.message.timestamp = row.time(6);
    outgoing.message.correlation_id = row.text(7);
    outgoing.message.reply_to = row.text(8);
    outgoing.message.trace.request_id = row.text(9);
    outgoing.message.trace.traceparent = row.text(10);
    return outgoing;
}

}  // namespace

// Autoincrement: a sequence is not used again when its entry is gone, or the relay would take the new one for the old.
constinit const sqlite::Migration sqlite_migration{
    "outbox",
    "create table outbox ("
    "sequence integer primary key autoincrement, to_events integer not null, name text not null, id text not null, "
    "type text not null, body text not null, timestamp integer not null, correlation_id text not null, "
    "reply_to text not null, request_id text not null, traceparent text not null) strict"};

void append(sqlite::Connection& connection, const bus::Outgoing& outgoing) {
    const auto& message = outgoing.message;
    connection
        .prepare(
            "insert into outbox (to_events, name, id, type, body, timestamp, correlation_id, reply_to, request_id, "
            "traceparent) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(outgoing.address.to == bus::Address::To::events, outgoing.address.name, message.id, message.type, message.body,
              message.timestamp, message.correlation_id, message.reply_to, message.trace.request_id, message.trace.traceparent)
        .run();
}

Task<Result<std::vector<Entry>>> SqliteSource::pending(std::uint64_t after, std::size_t limit) {
    auto query = [after, limit](sqlite::Connection& connection) -> Result<std::vector<Entry>> {
        std::vector<Entry> entries;
        auto row = connection
                       .prepare(
                           "select sequence, to_events, name, id, type, body, timestamp, correlation_id, reply_to, request_id, "
                           "traceparent from outbox where sequence > ? order by sequence limit ?")
                       .bind(after, limit);
        while (row.step()) entries.push_back({static_cast<std::uint64_t>(row.integer(0)), read_outgoing(row)});
        return entries;
    };
    co_return database_.read(query);
}

Task<Result<void>> SqliteSource::published(std::vector<std::uint64_t> sequences) {
    auto forget = [sequences = std::move(sequences)](sqlite::Connection& connection) -> Result<void> {
        for (const auto sequence : sequences) connection.prepare("delete from outbox where sequence = ?").bind(sequence).run();
        return {};
    };
    auto outcome = co_await database_.write(std::move(forget));
    co_return outcome;
}

}  // namespace instante::outbox
