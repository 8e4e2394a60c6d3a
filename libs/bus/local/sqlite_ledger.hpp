#pragma once

#include <filesystem>
#include <memory>

#include "bus/local/broker.hpp"
#include "bus/local/ledger.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

namespace instante::bus::local {

struct OpenedLedger {
    std::unique_ptr<Ledger> ledger;
    Restored restored;
};

/// A ledger in a SQLite file. A publish is one write, and so are all changes that came in since the last; the writer commits them
/// together. Nothing is due later than the longest delay from `now` on (the machine's clock was set back), and what was sent to
/// the queue of an instance that is gone is forgotten after a day.
Result<OpenedLedger> open_sqlite_ledger(std::filesystem::path file, core::Timestamp now);

}  // namespace instante::bus::local
