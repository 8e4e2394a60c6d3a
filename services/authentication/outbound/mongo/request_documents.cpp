#include "authentication/outbound/mongo/request_documents.hpp"

#include "authentication/outbound/mongo/user_documents.hpp"
#include "mongo/update.hpp"

namespace instante::authentication::mongo_store {
namespace {

using mongo::Connection;
using mongo::Document;
using mongo::Update;
using mongo::View;

Registered to_registered(const View& document) {
    return {.user = document.id<UserId>("user"), .body = document.text("body")};
}

/// Whether its user has come: a mark says that they may not have.
bool is_done(Connection& connection, const View& document) {
    return !document.has("mark") || state_of(connection, document.id<UserId>("user"));
}

}  // namespace

std::optional<Registered> find_registered(Connection& connection, const std::string& key, core::Timestamp since) {
    const auto found = connection.find_one(request_keys, Document{{"_id", key}, {"made_at", Document{{"$gte", since}}}});
    if (!found || !is_done(connection, found->view())) return std::nullopt;
    return to_registered(found->view());
}

Document KeyClaim::ours() const {
    return {{"_id", account_.key->key}, {"user", account_.user.id}, {"mark", mark_}};
}

KeyClaim::Outcome KeyClaim::claim() {
    if (!account_.key) return Outcome::ours;
    auto document = ours();
    document.add("body", account_.key->body).add("made_at", account_.user.created_at);
    for (;;) {
        if (connection_.insert(request_keys, document)) return Outcome::ours;
        if (const auto outcome = look()) return *outcome;
    }
}

/// Looks at a key that is there; nothing if it changed meanwhile.
std::optional<KeyClaim::Outcome> KeyClaim::look() {
    const auto found = connection_.find_one(request_keys, Document{{"_id", account_.key->key}});
    if (!found) return std::nullopt;
    const auto known = found->view();
    const bool old = known.time("made_at") < account_.user.created_at - request_key_lifetime;
    if (!old) {
        if (is_done(connection_, known)) {
            before_ = to_registered(known);
            return Outcome::known;
        }
        if (known.number("mark") >= shelf_.left_before()) return Outcome::under_way;
    }
    const Document same{{"_id", account_.key->key}, {"user", known.id<UserId>("user")}, {"made_at", known.time("made_at")}};
    const auto update = Update{}
                            .set("user", account_.user.id)
                            .set("mark", mark_)
                            .set("body", account_.key->body)
                            .set("made_at", account_.user.created_at)
                            .document();
    if (!connection_.update(request_keys, same, update).matched) return std::nullopt;
    return Outcome::ours;
}

void KeyClaim::hold() {
    if (account_.key) connection_.update(request_keys, ours(), Update{}.unset("mark").document());
}
void KeyClaim::undo() {
    if (account_.key) connection_.remove(request_keys, ours());
}

}  // namespace instante::authentication::mongo_store
