#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "core/time.hpp"
#include "mongo/connection.hpp"

namespace instante::notification::mongo_shelf {

/// Who holds pushes: a number of their own, never zero.
using Holder = std::int64_t;

/// All who deliver pushes from one database: each says again and again that it lives, and watches the others. Safe from any
/// thread.
class Deliverers {
public:
    Deliverers();
    [[nodiscard]] Holder self() const { return self_; }

    /// Says that we live. Those who have died: each is told to one of all who watch, and once.
    std::vector<Holder> watch(mongo::Connection& connection, core::Timestamp now);

private:
    struct Silence {
        std::int64_t beat = 0;  ///< what they said last
        core::Timestamp since;
    };
    /// Those who say nothing new since `silence_limit`, and what they said last.
    std::map<Holder, std::int64_t> silent_since_long(const std::map<Holder, std::int64_t>& beats, core::Timestamp now);

    const Holder self_;
    std::mutex mutex_;
    std::map<Holder, Silence> silences_;
    std::optional<core::Timestamp> watched_;
};

}  // namespace instante::notification::mongo_shelf
