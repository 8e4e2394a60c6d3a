#include "notification/inbound/http/render.hpp"

#include <string_view>

#include "json/writer.hpp"

namespace instante::notification {
namespace {

constexpr std::size_t usual_entry_size = 512;

void write_url(json::Writer& out, std::string_view key, const blob::Urls& urls) {
    if (key.empty()) {
        out.null();
    } else {
        out.value(urls.url(key));
    }
}

/// A user's summary: their picture as its 150 JPEG.
void write_summary(json::Writer& out, const Person& person, const blob::Urls& urls) {
    out.object().field("id", person.id).field("username", person.username).field("name", person.name).key("image");
    if (person.image.empty()) {
        out.null();
    } else {
        out.object().key("renditions").array();
        out.object().field("name", "150").field("format", "jpeg").field("url", urls.url(person.image)).end_object();
        out.end_array().end_object();
    }
    out.end_object();
}

void write_entry(json::Writer& out, const InboxEntry& entry, const blob::Urls& urls) {
    out.object().field("id", entry.id).field("type", to_string(entry.type)).key("actor");
    write_summary(out, entry.actor, urls);
    out.field("publication", entry.publication).field("text", entry.text).key("image");
    write_url(out, entry.image, urls);
    out.field("created_at", entry.created_at).field("read", entry.read).end_object();
}

}  // namespace

std::string render_entry(const InboxEntry& entry, const blob::Urls& urls) {
    std::string text;
    text.reserve(usual_entry_size);
    json::Writer out{text};
    write_entry(out, entry, urls);
    return text;
}

std::string render_entries(const InboxPage& page, const blob::Urls& urls) {
    std::string items;
    items.reserve(page.items.size() * usual_entry_size);
    json::Writer out{items};
    for (const auto& entry : page.items) write_entry(out, entry, urls);
    return items;
}

}  // namespace instante::notification
