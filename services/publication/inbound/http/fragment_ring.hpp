#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace instante::publication {

/// Pieces of text one after another in a ring of bytes, found by a number. What is new overwrites what is oldest, but whatever
/// has been asked for since it was written is written anew instead (second chance). A piece lies in memory beside what is known
/// of it, and its place in the table takes four bytes: who finds a piece that nobody has looked at lately waits for memory twice,
/// not six times as with a list and a map. Several threads may read at once, and one alone may put.
class FragmentRing {
public:
    /// For `limit` bytes, taken as they are filled, of pieces that are about `usual_size` long.
    FragmentRing(std::size_t limit, std::size_t usual_size);

    /// Begins to bring what `prefetch_piece` will look at from memory.
    void prefetch_place(std::uint64_t id) const;
    /// Begins to bring what `append` will look at.
    void prefetch_piece(std::uint64_t id) const;

    /// Appends the piece of exactly this version to `out`; whether it is there.
    bool append(std::uint64_t id, std::uint64_t version, std::string& out) const;
    /// Keeps it in the place of any other version; not when it is larger than half of the ring.
    void put(std::uint64_t id, std::uint64_t version, std::string_view piece);
    /// Whether another piece would push nothing out.
    [[nodiscard]] bool has_room(std::size_t size) const;
    /// Whether a piece of some version is there.
    [[nodiscard]] bool knows(std::uint64_t id) const { return table_[find(id)].place != 0; }
    /// Of the ring that are in use.
    [[nodiscard]] std::size_t bytes() const { return static_cast<std::size_t>(end_ - begin_); }

private:
    /// Before each piece. `id` 0: what was here is not valid any more.
    struct Head {
        std::uint64_t id = 0;
        std::uint64_t version = 0;
        std::uint32_t size = 0;
        std::uint32_t asked_for = 0;
    };
    struct Rescued {
        Head head;
        std::string piece;
    };
    using Position = std::uint64_t;  ///< only rises; its remainder is the place in the ring
    static constexpr Position no_gap = ~Position{0};

    [[nodiscard]] static std::size_t room_for(std::size_t size);
    [[nodiscard]] std::size_t offset(Position at) const { return static_cast<std::size_t>(at % limit_); }
    [[nodiscard]] Head& head_at(std::size_t offset) const;
    [[nodiscard]] Position place_for(std::size_t room) const;
    /// Drops what is oldest until there is room; also for those that it rescues.
    void make_room(std::size_t room, std::vector<Rescued>& rescued);
    /// Drops one piece, or rescues it where it was asked for and may be.
    void drop_oldest(std::size_t& room, std::vector<Rescued>* rescued);
    void write(const Head& head, std::string_view piece);

    // The table: places in the ring by a hash of the id, with linear probing. Part of the hash stands beside the place, so that
    // looking for what is not there, and taking out what is, seldom looks at pieces.
    struct Slot {
        std::uint32_t place = 0;  ///< offset / 8 + 1; 0: free
        std::uint32_t hash = 0;
    };
    [[nodiscard]] static std::uint32_t hash_of(std::uint64_t id);
    [[nodiscard]] Head& head_of(Slot slot) const;
    /// The slot of `id`, or the free one where it would be.
    [[nodiscard]] std::size_t find(std::uint64_t id) const;
    void insert(std::uint64_t id, std::size_t offset);
    void erase(std::size_t slot);

    std::size_t limit_;  ///< a multiple of eight
    std::unique_ptr<char[]> ring_;
    Position begin_ = 0;
    Position end_ = 0;
    Position gap_ = no_gap;    ///< where the last lap ended: from there to the ring's end nothing lies
    std::vector<Slot> table_;  ///< a power of two, at most half full; never moves
    std::size_t count_ = 0;
};

}  // namespace instante::publication
