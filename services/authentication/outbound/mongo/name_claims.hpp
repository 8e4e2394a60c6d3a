#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "authentication/outbound/mongo/shelf.hpp"
#include "mongo/connection.hpp"

namespace instante::authentication::mongo_store {

/// What one operation does about names (usernames and addresses, which have an `@`) for one user. A document of `name_claims` is
/// _id (the name), user, and, until it is settled, mark (of the operation): a claim without a mark is its user's for good, one
/// with a mark is theirs if they bear the name, and while it is young. So whatever was going on when a process died, whoever
/// finds the mark can tell; and who was slow finds out (`hold`).
class NameClaims {
public:
    NameClaims(mongo::Connection& connection, const Shelf& shelf, UserId user)
        : connection_(connection), shelf_(shelf), user_(user), mark_(shelf.new_mark()) {}

    /// Whether the name may be written into the user's document: false, if somebody has it.
    bool claim(const std::string& name);
    /// Whether somebody else has the name.
    [[nodiscard]] bool is_taken(const std::string& name);
    /// Before it is written that a name is given up: from now on, whether they bear it decides.
    void loosen(const std::string& name);

    /// The user's document is written: what was claimed is theirs. But for those returned, which others have taken, because this
    /// lasted longer than a claim.
    std::vector<std::string> hold();
    /// Sets free what was given up.
    void release();
    /// It was not written.
    void undo();

private:
    bool try_once(const std::string& name, bool& known);
    [[nodiscard]] mongo::Document ours(const std::string& name) const;
    bool stamp(const std::string& name);
    void settle(const std::string& name);

    mongo::Connection& connection_;
    const Shelf& shelf_;
    UserId user_;
    std::uint64_t mark_;
    std::vector<std::string> claimed_;
    std::vector<std::string> loosened_;
};

/// The fields that bear `names`.
std::vector<std::string> fields_of(const std::vector<std::string>& names);

}  // namespace instante::authentication::mongo_store
