#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bus/bus.hpp"
#include "bus/local/entry.hpp"
#include "bus/local/ledger.hpp"
#include "core/time.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/database.hpp"

/// The SQL of the embedded bus: plain functions on a connection. They throw `sqlite::Failure`, which the database catches.
namespace instante::bus::local::table {

std::span<const sqlite::Migration> migrations();

void declare(sqlite::Connection& connection, const Queue& queue);
std::vector<Queue> queues(sqlite::Connection& connection);
/// How many messages each queue holds that has any, or dead letters; declared or not.
std::vector<std::pair<std::string, std::size_t>> counts(sqlite::Connection& connection);
Sequence last_sequence(sqlite::Connection& connection);
/// Removes what was sent before `before` to queues that nobody has declared since: those of instances that are gone.
void forget_undeclared(sqlite::Connection& connection, core::Timestamp before);
void limit_due(sqlite::Connection& connection, const std::string& queue, core::Timestamp latest);

void add(sqlite::Connection& connection, const std::string& queue, const Entry& entry);
void remove(sqlite::Connection& connection, Sequence sequence);
void delay(sqlite::Connection& connection, const Entry& entry);
std::vector<Entry> next(sqlite::Connection& connection, const std::string& queue, Lane lane, Turn after, std::size_t limit);

void bury(sqlite::Connection& connection, const DeadLetter& letter);
std::size_t count_dead(sqlite::Connection& connection, const std::string& queue);
/// Nothing when there is no dead letter `after`.
std::optional<std::vector<DeadLetter>> dead(sqlite::Connection& connection, const std::string& queue, const std::string& after,
                                            std::size_t limit);
/// Takes the oldest dead letter with this message id away; nothing when there is none.
std::optional<Message> exhume(sqlite::Connection& connection, const std::string& queue, const std::string& message_id);

/// A write that changes something, to see whether the disk takes any.
void beat(sqlite::Connection& connection);

}  // namespace instante::bus::local::table
