#include "authentication/outbound/messages/announcer.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "authentication/outbound/messages/shapes.hpp"
#include "bus/compose.hpp"
#include "json/writer.hpp"

namespace instante::authentication {

namespace {

using bus::Draft;

/// Nothing but who sends it knows it again: its id is made.
Draft event(std::string_view key, std::string body) {
    return bus::event(key, {}, std::move(body));
}

void write_keys(json::Writer& out, const std::vector<std::string>& keys) {
    out.key("media_keys").array();
    for (const auto& key : keys) out.value(key);
    out.end_array();
}

std::string user_body(const User& user, const std::vector<std::string>& keys) {
    std::string body;
    json::Writer out{body};
    out.object().key("user");
    write_user(out, user);
    write_keys(out, keys);
    out.end_object();
    return body;
}

std::string refused_body(UserId id, std::int64_t version, core::Timestamp at, const std::vector<std::string>& keys) {
    std::string body;
    json::Writer out{body};
    out.object().field("id", id).field("version", version).field("at", at);
    write_keys(out, keys);
    out.end_object();
    return body;
}

std::string follow_body(const Follow& follow) {
    std::string body;
    json::Writer out{body};
    out.object().key("follow");
    write_follow(out, follow);
    out.end_object();
    return body;
}

std::string session_body(const SessionEnded& ended) {
    std::string body;
    json::Writer out{body};
    out.object().field("session", ended.session).field("user", ended.user).field("at", ended.at).end_object();
    return body;
}

std::string notice_body(const FollowNoticed& noticed) {
    std::string body;
    json::Writer out{body};
    out.object();
    out.field("id", noticed.follow.id).field("type", "follow");
    out.key("actor").object();
    out.field("id", noticed.actor.id).field("username", noticed.actor.username).field("name", noticed.actor.name).key("image");
    write_key(out, noticed.actor.image_key);
    out.end_object();
    out.key("audience").object().key("users").array().value(noticed.follow.followee).end_array().end_object();
    out.field("text", "").key("image").null();
    out.end_object();
    return body;
}

Draft draft(const UserCreated& it) {
    return event("user.created", user_body(it.user, {}));
}
Draft draft(const UserUpdated& it) {
    return event("user.updated", user_body(it.user, it.media_keys));
}
Draft draft(const UserDisabled& it) {
    return event("user.disabled", refused_body(it.id, it.version, it.at, {}));
}
Draft draft(const UserDeleted& it) {
    return event("user.deleted", refused_body(it.id, it.version, it.at, it.media_keys));
}
Draft draft(const SessionEnded& it) {
    return event("session.ended", session_body(it));
}
Draft draft(const FollowCreated& it) {
    return event("follow.created", follow_body(it.follow));
}
Draft draft(const FollowDeleted& it) {
    return event("follow.deleted", follow_body(it.follow));
}
Draft draft(const FollowNoticed& it) {
    // The notification bears the edge's id, which is new at each follow: whoever gets it twice knows it.
    return {bus::to_queue("notification"), "notification.create.v1", core::to_string(it.follow.id), notice_body(it)};
}

Draft draft(const MailDue& it) {
    std::string body;
    json::Writer out{body};
    out.object().field("template", mail_template(it.order.kind)).key("user");
    if (it.order.user) {
        out.value(it.order.user);
    } else {
        out.null();
    }
    out.key("address");
    write_key(out, it.order.address);
    out.end_object();
    return {bus::to_queue("mail"), "mail.send.v1", {}, std::move(body)};
}

}  // namespace

bus::Outgoing Announcer::operator()(const Announcement& announcement, const core::Trace& trace) const {
    auto made = std::visit([](const auto& each) { return draft(each); }, announcement);
    if (made.id.empty()) made.id = core::format_id(ids_.next());
    return bus::compose(std::move(made), clock_.now(), trace);
}

}  // namespace instante::authentication
