#pragma once

#include <cstddef>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "bus/local/entry.hpp"

namespace instante::bus::local {

/// The first entries of a lane (the undelayed, or the delayed messages of a queue), in memory and in order. What lies beyond its
/// horizon rests in the ledger alone until the window has drained; up to the horizon, every entry that nobody holds is here.
class Window {
public:
    static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

    explicit Window(std::size_t limit) : limit_(limit) {}

    /// Nothing beyond `turn` is known any more: it must be read.
    void know_up_to(Turn turn) { horizon_ = turn; }
    /// Adds an entry, unless it lies beyond the horizon.
    void add(Entry entry);
    /// Takes the first entry, if it is due at `now`.
    std::optional<Entry> pop(core::Timestamp now);
    /// Whether to read on in the ledger, from `horizon`.
    [[nodiscard]] bool drained() const { return entries_.empty() && horizon_; }
    [[nodiscard]] Turn horizon() const { return horizon_.value_or(Turn{}); }
    /// Nothing is left in the ledger beyond what is here.
    void know_all() { horizon_.reset(); }

    /// When the first entry is due.
    [[nodiscard]] std::optional<core::Timestamp> next_due() const;
    /// When the entry here that has waited longest was published.
    [[nodiscard]] std::optional<core::Timestamp> oldest() const;

private:
    std::size_t limit_;
    std::map<Turn, Entry> entries_;
    std::optional<Turn> horizon_;  ///< nothing: there is no more than is here
};

}  // namespace instante::bus::local
