#include "publication/outbound/mongo/publication_documents.hpp"

#include <algorithm>

#include "mongo/update.hpp"
#include "publication/outbound/mongo/case_documents.hpp"
#include "publication/outbound/mongo/person_documents.hpp"

namespace instante::publication::mongo_shelf {
namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;
using mongo::Update;
using mongo::View;

Document to_document(const Rendition& rendition) {
    return {{"n", rendition.name},      {"f", rendition.format},     {"w", rendition.width_px},
            {"h", rendition.height_px}, {"s", rendition.size.count}, {"k", rendition.key}};
}

Document to_document(const Image& image) {
    Array renditions;
    for (const auto& rendition : image.renditions) renditions.add(to_document(rendition));
    return {{"id", image.id},      {"w", image.width_px}, {"h", image.height_px},
            {"b", image.blurhash}, {"a", image.alt},      {"r", renditions}};
}

Array to_array(const std::vector<Image>& images) {
    Array all;
    for (const auto& image : images) all.add(to_document(image));
    return all;
}

std::uint32_t pixels(const View& document, std::string_view name) {
    return static_cast<std::uint32_t>(document.integer(name));
}

Rendition to_rendition(const View& document) {
    return {.name = document.text("n"),
            .format = document.text("f"),
            .width_px = pixels(document, "w"),
            .height_px = pixels(document, "h"),
            .size = {document.number("s")},
            .key = document.text("k")};
}

Image to_image(const View& document) {
    Image image{.id = document.id<ImageId>("id"),
                .width_px = pixels(document, "w"),
                .height_px = pixels(document, "h"),
                .blurhash = document.text("b"),
                .alt = document.text("a"),
                .renditions = {}};
    for (const auto& rendition : document.documents("r")) image.renditions.push_back(to_rendition(rendition));
    return image;
}

/// Everything but what a tombstone keeps.
void unset_content(Update& update) {
    for (const auto* field : {"text", "images", "created_at", "edited_at", "reach", "spreads", "after"}) update.unset(field);
}

}  // namespace

Document to_document(const Publication& publication) {
    Document document{{"_id", publication.id},
                      {"owner", publication.owner},
                      {"version", publication.version},
                      {"state", number(State::shown)},
                      {"reach", static_cast<int>(publication.reach)},
                      {"created_at", publication.created_at},
                      {"text", publication.text},
                      {"images", to_array(publication.images)}};
    if (publication.edited_at) document.add("edited_at", *publication.edited_at);
    return document;
}

void set_content(Update& update, const Publication& publication) {
    update.set("version", publication.version).set("text", publication.text).set("images", to_array(publication.images));
    if (publication.edited_at) update.set("edited_at", *publication.edited_at);
}

Publication to_publication(const View& document) {
    Publication publication{.id = document.id<PublicationId>("_id"),
                            .owner = document.id<UserId>("owner"),
                            .text = document.text("text"),
                            .images = {},
                            .created_at = document.time("created_at"),
                            .edited_at = document.optional_time("edited_at"),
                            .version = document.number("version"),
                            .reach = static_cast<Reach>(document.integer("reach"))};
    for (const auto& image : document.documents("images")) publication.images.push_back(to_image(image));
    return publication;
}

void delete_publication(Connection& connection, const Shelf& shelf, UserId owner, PublicationId id, const core::Trace& trace) {
    for (;;) {
        const auto found = connection.find_one(publications, Document{{"_id", id}, {"owner", owner}});
        if (!found) return;
        const auto state = static_cast<State>(found->view().integer("state"));
        if (state == State::deleted) break;
        const auto known = to_publication(found->view());
        const PublicationDeleted deleted{
            .id = id, .owner = owner, .version = known.version + 1, .media_keys = media_keys(known), .trace = trace};
        Update update;
        update.set("state", number(State::deleted)).set("version", deleted.version);
        unset_content(update);
        shelf.enclose(deleted).into(update);
        // An edit, or the operator, that came meanwhile: its media and its version are the ones to tell of.
        const Document unchanged{{"_id", id}, {"version", known.version}, {"state", number(state)}};
        if (connection.update(publications, unchanged, update.document()).matched) break;
    }
    forget_case(connection, id);
}

std::vector<Listed> list_shown(Connection& connection, const std::vector<PublicationId>& ids) {
    if (ids.empty()) return {};
    const Document filter{{"_id", Document{{"$in", Array::of(ids)}}}, {"state", number(State::shown)}};
    const auto documents = connection.find(publications, filter, {.projection = Document{{"owner", 1}, {"version", 1}}});
    const auto owners = active_versions(connection, owners_of(documents));
    std::map<PublicationId, Listed> found;
    for (const auto& document : documents) {
        const auto view = document.view();
        const auto owner = owners.find(view.id<UserId>("owner"));
        if (owner == owners.end()) continue;
        const auto id = view.id<PublicationId>("_id");
        found.emplace(id, Listed{id, owner->first, view.number("version"), owner->second});
    }
    std::vector<Listed> listed;
    for (const auto id : ids)
        if (const auto each = found.find(id); each != found.end()) listed.push_back(each->second);
    return listed;
}

std::vector<UserId> owners_of(const std::vector<Document>& documents) {
    std::vector<UserId> owners;
    for (const auto& document : documents) owners.push_back(document.view().id<UserId>("owner"));
    std::ranges::sort(owners);
    owners.erase(std::ranges::unique(owners).begin(), owners.end());
    return owners;
}

}  // namespace instante::publication::mongo_shelf
