#include "publication/outbound/messages/announcer.hpp"

#include <string>
#include <utility>

#include "core/text.hpp"
#include "json/writer.hpp"
#include "publication/outbound/messages/wire.hpp"

namespace instante::publication {
namespace {

constexpr std::size_t notification_text_limit = 100;  // code points

bus::Outgoing event(std::string key, std::string id, std::string body, const core::Trace& trace) {
    bus::Outgoing outgoing{bus::to_events(key), {}};
    outgoing.message.type = key + ".v1";
    outgoing.message.id = key + '/' + id;
    outgoing.message.body = std::move(body);
    outgoing.message.trace = trace;
    return outgoing;
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

bus::Outgoing notification(const PublicationCreated& created) {
    const auto& publication = created.publication;
    bus::Outgoing outgoing{bus::to_queue("notification"), {}};
    auto& message = outgoing.message;
    message.type = "notification.create.v1";
    message.id = "notification/" + to_string(publication.id);
    message.trace = created.trace;
    json::Writer out{message.body};
    out.object().field("id", publication.id).field("type", "publication").key("actor");
    wire::write_actor(out, created.owner);
    out.field("publication", publication.id).key("audience").object().field("followers_of", publication.owner).end_object();
    out.field("text", core::first_code_points(publication.text, notification_text_limit)).key("image");
    wire::write_key(out, jpeg_key(publication, "320"));
    out.end_object();
    return outgoing;
}

std::vector<bus::Outgoing> render(const PublicationCreated& created) {
    std::vector<bus::Outgoing> all;
    all.push_back(notification(created));
    all.push_back(
        event("publication.created", to_string(created.publication.id), publication_body(created.publication), created.trace));
    return all;
}

std::vector<bus::Outgoing> render(const PublicationUpdated& updated) {
    const auto& publication = updated.publication;
    const auto id = to_string(publication.id) + '/' + std::to_string(publication.version);
    return {event("publication.updated", id, publication_body(publication), updated.trace)};
}

std::vector<bus::Outgoing> render(const PublicationDeleted& deleted) {
    std::string body;
    json::Writer out{body};
    out.object().field("id", deleted.id).field("owner", deleted.owner).field("version", deleted.version);
    write_keys(out, deleted.media_keys);
    out.end_object();
    return {event("publication.deleted", to_string(deleted.id), std::move(body), deleted.trace)};
}

std::vector<bus::Outgoing> render(const PersonPurged& purged) {
    std::string body;
    json::Writer out{body};
    out.object().field("id", purged.id).field("service", "publication").end_object();
    return {event("user.purged", to_string(purged.id) + "/publication", std::move(body), {})};
}

}  // namespace

std::vector<bus::Outgoing> Announcer::operator()(const Announcement& announcement) const {
    auto all = std::visit([](const auto& fact) { return render(fact); }, announcement);
    for (auto& outgoing : all) outgoing.message.timestamp = clock_.now();
    return all;
}

}  // namespace instante::publication
