#include "host/operator/manifest.hpp"

#include <fstream>
#include <iterator>
#include <utility>

#include "host/operator/layout.hpp"
#include "host/operator/text.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

namespace instante::host {
namespace {

constexpr int format = 1;

std::string render(const Manifest& manifest) {
    std::string text;
    json::Writer out{text};
    out.object()
        .field("format", format)
        .field("made_at", manifest.made_at)
        .field("version", manifest.version)
        .key("stores")
        .array();
    for (const auto& store : manifest.stores) out.value(store);
    out.end_array().field("objects", manifest.objects).field("bytes", manifest.size.count).end_object();
    return text + '\n';
}

core::Error no_backup(const std::filesystem::path& folder, const std::string& why) {
    return core::Error{core::invalid_fields}.with_fields({{"folder", "no-backup", folder.string() + why}});
}

/// One that is the name of a file and nothing else.
bool is_store_name(const std::string& name) {
    return name.ends_with(".db") && std::filesystem::path{name}.filename() == name;
}

}  // namespace

Result<void> write_manifest(const std::filesystem::path& folder, const Manifest& manifest) {
    std::ofstream file{folder / manifest_name, std::ios::binary};
    file << render(manifest);
    file.close();
    if (!file) return core::Error{core::unavailable, "cannot write " + (folder / manifest_name).string()};
    return sync_file_system(folder);
}

Result<Manifest> read_manifest(const std::filesystem::path& folder) {
    std::ifstream file{folder / manifest_name, std::ios::binary};
    if (!file) return no_backup(folder, " holds no backup, or none that ended: there is no " + std::string{manifest_name});
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    auto document = json::Document::parse(text);
    if (!document) return no_backup(folder, ": its " + std::string{manifest_name} + " cannot be read");
    auto root = document->root();
    if (root.integer("format").value_or(0) != format) return no_backup(folder, " was written by another version of this program");
    Manifest manifest;
    manifest.made_at = root.time("made_at").value_or(core::Timestamp{});
    manifest.version = root.string("version").value_or("");
    manifest.stores = root.strings("stores");
    manifest.objects = static_cast<std::size_t>(root.integer("objects").value_or(0));
    manifest.size = {static_cast<std::uint64_t>(root.integer("bytes").value_or(0))};
    for (const auto& name : manifest.stores)
        if (!is_store_name(name)) root.refuse("stores", "not-a-name", name);
    if (!document->outcome()) return no_backup(folder, ": its " + std::string{manifest_name} + " is damaged");
    return manifest;
}

std::string summary(const Manifest& manifest) {
    return counted(manifest.stores.size(), "store") + ", " + counted(manifest.objects, "object") + " (" + show(manifest.size) +
           ")";
}

}  // namespace instante::host
