#include <toml++/toml.h>

#include <filesystem>

#include "config/layers.hpp"
#include "config/table.hpp"
#include "config/text_file.hpp"

namespace instante::config {
namespace {

constexpr std::size_t longest_file = 1 << 20;

std::optional<std::string> scalar_text(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
    return std::nullopt;
}

Checked<std::vector<std::string>> texts(const Setting& setting, const toml::node& node) {
    std::vector<std::string> values;
    if (const auto* list = node.as_array(); list != nullptr && setting.many) {
        for (const auto& item : *list) {
            auto text = scalar_text(item);
            if (!text) return Complaint{"its items are texts"};
            values.push_back(std::move(*text));
        }
        return values;
    }
    auto text = scalar_text(node);
    if (!text) return Complaint{setting.many ? "it is a text or a list of texts" : "it is a text, a number or a truth"};
    values.push_back(std::move(*text));
    return values;
}

Checked<Layer> take_apart(const toml::table& file, const std::string& name) {
    Layer layer;
    for (const auto& [key, node] : file) {
        const auto source = name + " line " + std::to_string(key.source().begin.line);
        const auto* setting = find_setting(key.str());
        if (setting == nullptr) return Complaint{source + ": unknown key " + in_quotes(key.str())};
        auto values = texts(*setting, node);
        if (!values) return Complaint{source + ": " + std::string{key.str()} + ": " + values.error().text};
        layer.push_back({std::string{setting->name}, std::move(*values), source});
    }
    return layer;
}

}  // namespace

Checked<Layer> read_file(const std::string& path) {
    const auto content = read_text_file(path, longest_file);
    if (!content) return content.error();
    const auto name = std::filesystem::path{path}.filename().string();
    try {
        return take_apart(toml::parse(*content), name);
    } catch (const toml::parse_error& failure) {
        // The parser's own words may repeat the line, and with it a secret.
        return Complaint{name + " line " + std::to_string(failure.source().begin.line) + ": this is no TOML"};
    }
}

}  // namespace instante::config
