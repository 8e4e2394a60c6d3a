#include "publication/outbound/messages/announcer.hpp"

#include <string>
#include <utility>

#include "bus/compose.hpp"
#include "core/text.hpp"
#include "json/writer.hpp"
#include "publication/outbound/messages/wire.hpp"

namespace instante::publication {
namespace {

constexpr std::size_t notification_text_limit = 100;  // code points

using Drafts = std::vector<bus::Draft>;

bus::Draft event(const std::string& key, const std::string& id, std::string body) {
    return bus::event(key, key + '/' + id, std::move(body));
}

void write_keys(json::Writer& out, const std::vector<std::string>& keys) {
    out.key("media_keys").array();
    for (const auto& key : keys) out.value(key);
    out.end_array();
}

std::string publication_body(const Publication& publication) {
    std::string body;
    json::Writer out{body};
    out.object().key("publication");
    wire::write(out, publication);
    write_keys(out, {});
    out.end_object();
    return body;
}

bus::Draft notification(const PublicationCreated& created) {
    const auto& publication = created.publication;
    std::string body;
    json::Writer out{body};
    out.object().field("id", publication.id).field("type", "publication").key("actor");
    wire::write_actor(out, created.owner);
    out.field("publication", publication.id).key("audience").object().field("followers_of", publication.owner).end_object();
    out.field("text", core::first_code_points(publication.text, notification_text_limit)).key("image");
    wire::write_key(out, jpeg_key(publication, "320"));
    out.end_object();
    return {bus::to_queue("notification"), "notification.create.v1", "notification/" + to_string(publication.id),
            std::move(body)};
}

Drafts render(const PublicationCreated& created) {
    const auto& publication = created.publication;
    return {notification(created), event("publication.created", to_string(publication.id), publication_body(publication))};
}

Drafts render(const PublicationUpdated& updated) {
    const auto& publication = updated.publication;
    const auto id = to_string(publication.id) + '/' + std::to_string(publication.version);
    return {event("publication.updated", id, publication_body(publication))};
}

Drafts render(const PublicationDeleted& deleted) {
    std::string body;
    json::Writer out{body};
    out.object().field("id", deleted.id).field("owner", deleted.owner).field("version", deleted.version);
    write_keys(out, deleted.media_keys);
    out.end_object();
    return {event("publication.deleted", to_string(deleted.id), std::move(body))};
}

Drafts render(const PersonPurged& purged) {
    std::string body;
    json::Writer out{body};
    out.object().field("id", purged.id).field("service", "publication").end_object();
    return {event("user.purged", to_string(purged.id) + "/publication", std::move(body))};
}

Drafts render(const PersonJudged& judged) {
    std::string body;
    json::Writer out{body};
    out.object().field("id", judged.id).field("disabled", judged.disabled).field("at", judged.at).end_object();
    const auto id = "user.disable/" + to_string(judged.id) + '/' + core::to_rfc3339(judged.at);
    return {{bus::to_queue("user-disable"), "user.disable.v1", id, std::move(body)}};
}

core::Trace trace_of(const auto& fact) {
    if constexpr (requires { fact.trace; }) {
        return fact.trace;
    } else {
        return {};  // nobody asked for it
    }
}

}  // namespace

std::vector<bus::Outgoing> Announcer::operator()(const Announcement& announcement) const {
    const auto now = clock_.now();
    const auto announce = [now](const auto& fact) {
        std::vector<bus::Outgoing> all;
        for (auto& draft : render(fact)) all.push_back(bus::compose(std::move(draft), now, trace_of(fact)));
        return all;
    };
    return std::visit(announce, announcement);
}

}  // namespace instante::publication
