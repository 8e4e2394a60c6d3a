#pragma once

#include <optional>
#include <string>

#include "authentication/outbound/mongo/shelf.hpp"
#include "mongo/connection.hpp"

// A document of `request_keys`: _id (the key), user, body, made_at, and mark (of the operation) until its user is there.
namespace instante::authentication::mongo_store {

/// What a registration under `key` made since `since`.
std::optional<Registered> find_registered(mongo::Connection& connection, const std::string& key, core::Timestamp since);

/// A registration's claim of its key.
class KeyClaim {
public:
    enum class Outcome : std::uint8_t {
        ours,
        known,      ///< what it made is `before`
        under_way,  ///< by another, who is not done yet
    };
    KeyClaim(mongo::Connection& connection, const Shelf& shelf, const NewAccount& account)
        : connection_(connection), shelf_(shelf), account_(account), mark_(shelf.new_mark()) {}

    /// An account without a key has one of its own.
    Outcome claim();
    [[nodiscard]] const std::optional<Registered>& before() const { return before_; }
    /// The user is there.
    void hold();
    /// The user is not.
    void undo();

private:
    std::optional<Outcome> look();
    [[nodiscard]] mongo::Document ours() const;

    mongo::Connection& connection_;
    const Shelf& shelf_;
    const NewAccount& account_;
    std::uint64_t mark_;
    std::optional<Registered> before_;
};

}  // namespace instante::authentication::mongo_store
