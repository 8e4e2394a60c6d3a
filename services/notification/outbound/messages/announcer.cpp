#include "notification/outbound/messages/announcer.hpp"

#include <string>
#include <utility>
#include <variant>

#include "bus/compose.hpp"
#include "json/writer.hpp"
#include "notification/domain/limits.hpp"

namespace instante::notification {
namespace {

using bus::Draft;

void write_audience(json::Writer& out, const Audience& audience) {
    out.key("audience").object();
    if (const auto* followers = std::get_if<FollowersOf>(&audience)) {
        out.field("followers_of", followers->user);
    } else {
        out.key("users").array();
        for (const auto user : std::get<std::vector<UserId>>(audience)) out.value(user);
        out.end_array();
    }
    out.end_object();
}

/// The page that answers it is known by the id of its question: which part of which audience it is.
Draft draft(const AudienceAsked& asked) {
    std::string body;
    json::Writer out{body};
    out.object().field("notification", asked.notification);
    write_audience(out, asked.audience);
    out.key("cursor");
    if (asked.cursor.empty()) {
        out.null();
    } else {
        out.value(asked.cursor);
    }
    out.field("limit", audience_page).end_object();
    auto id = core::to_string(asked.notification) + ':' + asked.cursor;
    Draft made{bus::to_queue("token"), "token.request.v1", std::move(id), std::move(body)};
    made.reply_to = "token-notification";
    return made;
}

Draft draft(const DevicesGone& gone) {
    std::string body;
    json::Writer out{body};
    out.object().key("devices").array();
    for (const auto& device : gone.devices)
        out.object().field("user", device.user).field("kind", "fcm").field("token", device.token).end_object();
    out.end_array().end_object();
    return {bus::to_queue("token-invalid"), "token.invalid.v1", {}, std::move(body)};
}

Draft draft(const UserPurged& purged) {
    std::string body;
    json::Writer out{body};
    out.object().field("id", purged.user).field("service", "notification").end_object();
    return bus::event("user.purged", {}, std::move(body));
}

}  // namespace

bus::Outgoing Announcer::operator()(const Announcement& announcement, const core::Trace& trace) const {
    auto made = std::visit([](const auto& each) { return draft(each); }, announcement);
    if (made.id.empty()) made.id = core::format_id(ids_.next());
    return bus::compose(std::move(made), clock_.now(), trace);
}

}  // namespace instante::notification
