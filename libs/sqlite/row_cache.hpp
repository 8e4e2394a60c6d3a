#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/mix.hpp"
#include "sqlite/database.hpp"

namespace instante::sqlite {

/// What is known of the rows of one table, by their integer key, until somebody writes them: for small facts that every list
/// asks for. A write takes its rows out before its writer is answered, so whoever reads after a write sees it. A table of fixed
/// size, in which each key has four places side by side, and newcomers displace whoever has them. Safe from any thread.
template <class Row>
class RowCache {
public:
    /// For `places` rows of `table`, rounded up to a power of two, whose primary key is an `integer primary key`.
    RowCache(Database& database, std::string table, std::size_t places) : state_(std::make_shared<State>(places)) {
        database.watch(std::move(table), [state = state_](std::span<const std::int64_t> keys, std::uint64_t version) {
            state->forget(keys, version);
        });
    }

    [[nodiscard]] std::optional<Row> find(std::int64_t key) const {
        for (const auto& place : state_->set_of(key).places)
            if (auto row = place.read(key)) return row;
        return std::nullopt;
    }

    /// Begins to bring what `find` will look at from memory, for who looks for several.
    void prefetch(std::int64_t key) const {
        const auto* set = reinterpret_cast<const char*>(&state_->set_of(key));
        for (std::size_t line = 0; line < sizeof(Set); line += line_bytes) __builtin_prefetch(set + line);
    }

    /// Keeps `row`, which was read from a snapshot of this version (`Connection::version`), unless one beside it may have been
    /// written since.
    void put(std::int64_t key, const Row& row, std::uint64_t version) {
        auto& stripe = state_->stripe_of(key);
        const std::lock_guard lock{stripe.mutex};
        if (stripe.changed <= version) state_->set_of(key).choose(key, ++stripe.turn).write(key, row);
    }

private:
    static_assert(std::is_trivially_copyable_v<Row> && sizeof(Row) % sizeof(std::uint64_t) == 0);
    static constexpr std::size_t line_bytes = 64;
    using Words = std::array<std::uint64_t, sizeof(Row) / sizeof(std::uint64_t)>;

    /// A sequence lock, since lists read a hundred times for each write: who reads writes nothing that other cores look at, and
    /// finds nothing when it meets a writer. Each word's release and acquire order it behind the sequence's own change.
    class Place {
    public:
        std::optional<Row> read(std::int64_t wanted) const {
            const auto before = sequence_.load(std::memory_order_acquire);
            const auto key = key_.load(std::memory_order_acquire);
            Words words;
            for (std::size_t i = 0; i < words.size(); ++i) words[i] = words_[i].load(std::memory_order_acquire);
            if (before % 2 != 0 || before == 0 || key != wanted) return std::nullopt;
            if (sequence_.load(std::memory_order_relaxed) != before) return std::nullopt;
            return std::bit_cast<Row>(words);
        }
        /// One writer at a time.
        void write(std::int64_t key, const Row& row) {
            const auto words = std::bit_cast<Words>(row);
            const auto before = sequence_.load(std::memory_order_relaxed);
            sequence_.store(before + 1, std::memory_order_relaxed);
            key_.store(key, std::memory_order_release);
            for (std::size_t i = 0; i < words.size(); ++i) words_[i].store(words[i], std::memory_order_release);
            sequence_.store(before + 2, std::memory_order_release);
        }
        [[nodiscard]] bool is_of(std::int64_t key) const { return key_.load(std::memory_order_relaxed) == key; }
        [[nodiscard]] bool is_free() const { return sequence_.load(std::memory_order_relaxed) == 0 || is_of(nobody); }
        void forget(std::int64_t key) {
            if (is_of(key)) write(nobody, Row{});
        }

    private:
        static constexpr auto nobody = std::numeric_limits<std::int64_t>::min();
        std::atomic<std::uint64_t> sequence_{0};  ///< odd: being written; 0: never was
        std::atomic<std::int64_t> key_{0};
        std::array<std::atomic<std::uint64_t>, std::tuple_size_v<Words>> words_{};
    };
    /// Where a key may be: two lines of the processor's cache, where rows are of two words.
    struct alignas(line_bytes) Set {
        /// Its own place, a free one, or that of another.
        Place& choose(std::int64_t key, std::size_t turn) {
            for (auto& place : places)
                if (place.is_of(key)) return place;
            for (auto& place : places)
                if (place.is_free()) return place;
            return places[turn % places.size()];
        }
        std::array<Place, 4> places;
    };
    /// Guards writing to its share of the sets.
    struct alignas(line_bytes) Stripe {
        std::mutex mutex;
        std::uint64_t changed = 0;  ///< the version that has the last change of one of its rows
        std::size_t turn = 0;
    };
    struct State {
        explicit State(std::size_t places) : sets(std::bit_ceil((places + 3) / 4)) {}

        std::size_t index_of(std::int64_t key) const {
            return static_cast<std::size_t>(core::mix(static_cast<std::uint64_t>(key)) & (sets.size() - 1));
        }
        Set& set_of(std::int64_t key) { return sets[index_of(key)]; }
        Stripe& stripe_of(std::int64_t key) { return stripes[index_of(key) % stripes.size()]; }

        void forget(std::span<const std::int64_t> keys, std::uint64_t version) {
            for (const auto key : keys) {
                auto& stripe = stripe_of(key);
                const std::lock_guard lock{stripe.mutex};
                stripe.changed = version;
                for (auto& place : set_of(key).places) place.forget(key);
            }
        }

        std::vector<Set> sets;
        std::array<Stripe, 64> stripes;
    };
    std::shared_ptr<State> state_;
};

}  // namespace instante::sqlite
