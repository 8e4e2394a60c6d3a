#include "authentication/outbound/mongo/name_claims.hpp"

#include "authentication/outbound/mongo/user_documents.hpp"
#include "authentication/outbound/mongo/user_writes.hpp"
#include "mongo/update.hpp"

namespace instante::authentication::mongo_store {
namespace {

using mongo::Connection;
using mongo::Document;
using mongo::Update;
using mongo::View;

/// How often a claim is looked at again that others change meanwhile.
constexpr int attempts = 5;

const char* field_of(std::string_view name) {
    return name.find('@') == std::string_view::npos ? "username" : "email";
}

bool has_name(const View& user, const std::string& name) {
    return user.text(field_of(name)) == name;
}

/// The claim as it was seen: if it has changed since, nothing fits.
Document same(const View& claim) {
    return {{"_id", claim.text("_id")}, {"user", claim.id<UserId>("user")}, {"mark", claim.number("mark")}};
}

Document settled() {
    return Update{}.unset("mark").document();
}

bool bears(Connection& connection, UserId user, const std::string& name) {
    const auto found = connection.find_one(users, Document{{"_id", user}}, Document{{"username", 1}, {"email", 1}});
    return found && has_name(found->view(), name);
}

}  // namespace

bool NameClaims::claim(const std::string& name) {
    if (connection_.insert(name_claims, ours(name))) {
        claimed_.push_back(name);
        return true;
    }
    for (int attempt = 0; attempt < attempts; ++attempt) {
        bool known = false;
        if (try_once(name, known)) {
            claimed_.push_back(name);
            return true;
        }
        if (known) return false;
    }
    return false;  // wanted by many
}

/// Looks at a claim that was there. Whether it is ours now; `known` says that it is somebody else's.
bool NameClaims::try_once(const std::string& name, bool& known) {
    const auto found = connection_.find_one(name_claims, Document{{"_id", name}});
    if (!found) return connection_.insert(name_claims, ours(name));
    const auto claim = found->view();
    const auto holder = claim.id<UserId>("user");
    if (holder == user_) return stamp(name);
    known = !claim.has("mark") || claim.number("mark") >= shelf_.left_before();
    if (known) return false;
    if (bears(connection_, holder, name)) {
        connection_.update(name_claims, same(claim), settled());
        known = true;
        return false;
    }
    return connection_.update(name_claims, same(claim), Update{}.set("user", user_).set("mark", mark_).document()).matched;
}

bool NameClaims::is_taken(const std::string& name) {
    const auto found = connection_.find_one(name_claims, Document{{"_id", name}});
    if (!found || found->view().id<UserId>("user") == user_) return false;
    const auto claim = found->view();
    return !claim.has("mark") || claim.number("mark") >= shelf_.left_before() ||
           bears(connection_, claim.id<UserId>("user"), name);
}

void NameClaims::loosen(const std::string& name) {
    stamp(name);
    loosened_.push_back(name);
}

std::vector<std::string> NameClaims::hold() {
    std::vector<std::string> lost;
    for (const auto& name : claimed_) {
        if (connection_.update(name_claims, ours(name), settled()).matched) continue;
        // Another change of the same person has put its mark there, or has taken the claim back.
        if (stamp(name) || connection_.insert(name_claims, ours(name))) {
            settle(name);
        } else {
            lost.push_back(name);
        }
    }
    return lost;
}

void NameClaims::release() {
    for (const auto& name : loosened_)
        if (!connection_.remove(name_claims, ours(name)) && stamp(name)) settle(name);
}

void NameClaims::undo() {
    for (const auto* names : {&claimed_, &loosened_})
        for (const auto& name : *names) settle(name);
}

Document NameClaims::ours(const std::string& name) const {
    return {{"_id", name}, {"user", user_}, {"mark", mark_}};
}

/// Makes it the affair of this operation, if it is still the user's. Whoever did so last looks last, and says what it is.
bool NameClaims::stamp(const std::string& name) {
    return connection_.update(name_claims, Document{{"_id", name}, {"user", user_}}, Update{}.set("mark", mark_).document())
        .matched;
}

/// What is still the affair of this operation is the user's if they bear it, and free if not.
void NameClaims::settle(const std::string& name) {
    if (bears(connection_, user_, name)) {
        connection_.update(name_claims, ours(name), settled());
    } else {
        connection_.remove(name_claims, ours(name));
    }
}

std::vector<std::string> fields_of(const std::vector<std::string>& names) {
    std::vector<std::string> fields;
    fields.reserve(names.size());
    for (const auto& name : names) fields.emplace_back(field_of(name));
    return fields;
}

std::optional<User> find_bearer(Connection& connection, const std::string& name) {
    if (name.empty()) return std::nullopt;
    const auto claim = connection.find_one(name_claims, Document{{"_id", name}}, Document{{"user", 1}});
    if (!claim) return std::nullopt;
    const auto found = connection.find_one(users, Document{{"_id", claim->view().id<UserId>("user")}});
    if (!found || !has_name(found->view(), name)) return std::nullopt;
    return to_user(found->view());
}

std::size_t settle_claims(Connection& connection, const Shelf& shelf, std::size_t limit) {
    const Document left{{"mark", Document{{"$gt", 0}, {"$lt", shelf.left_before()}}}};
    const auto found = connection.find(name_claims, left, {.sort = Document{{"mark", 1}}, .limit = limit});
    for (const auto& each : found) {
        const auto claim = each.view();
        if (bears(connection, claim.id<UserId>("user"), claim.text("_id"))) {
            connection.update(name_claims, same(claim), settled());
        } else {
            connection.remove(name_claims, same(claim));
        }
    }
    return found.size();
}

}  // namespace instante::authentication::mongo_store
