#include <algorithm>
#include <string_view>

#include "config/layers.hpp"
#include "config/table.hpp"
#include "config/text_file.hpp"
#include "core/text.hpp"

namespace instante::config {
namespace {

constexpr std::string_view prefix = "INSTANTE_";
constexpr std::string_view file_suffix = "_FILE";
constexpr std::size_t longest_secret = 64 << 10;

bool is_of_others(std::string_view variable) {
    return variable.starts_with("INSTANTE_TEST_");
}

const Setting* setting_of(std::string_view variable) {
    const auto settings = table();
    const auto found =
        std::ranges::find_if(settings, [&](const Setting& setting) { return variable_of(setting.name) == variable; });
    return found == settings.end() ? nullptr : &*found;
}

/// `INSTANTE_BUS_FILE`: the secret is what the file holds, without the line end that editors add.
Checked<Given> read_secret(const Setting& setting, std::string variable, const std::string& path) {
    auto content = read_text_file(path, longest_secret);
    if (!content) return Complaint{variable + ": " + content.error().text};
    return Given{std::string{setting.name}, {std::string{core::trim(*content)}}, std::move(variable)};
}

Checked<Given> read_variable(std::string variable, std::string value) {
    if (variable == "INSTANTE_CONFIG") return Given{"config", {std::move(value)}, std::move(variable)};
    if (const auto* setting = setting_of(variable))
        return Given{std::string{setting->name}, {std::move(value)}, std::move(variable)};
    const std::string_view name = variable;
    if (name.ends_with(file_suffix)) {
        const auto* setting = setting_of(name.substr(0, name.size() - file_suffix.size()));
        if (setting != nullptr && setting->secret) return read_secret(*setting, std::move(variable), value);
    }
    return Complaint{"unknown variable " + in_quotes(variable)};
}

}  // namespace

Checked<Layer> read_environment(const char* const* environment) {
    Layer layer;
    for (; environment != nullptr && *environment != nullptr; ++environment) {
        const std::string_view entry = *environment;
        const auto variable = entry.substr(0, entry.find('='));
        if (!variable.starts_with(prefix) || is_of_others(variable)) continue;
        const auto value = entry.substr(std::min(variable.size() + 1, entry.size()));
        if (value.empty()) continue;
        auto given = read_variable(std::string{variable}, std::string{value});
        if (!given) return given.error();
        const auto twice = std::ranges::find(layer, given->name, &Given::name);
        if (twice != layer.end()) return Complaint{twice->source + " and " + given->source + " are both set"};
        layer.push_back(std::move(*given));
    }
    return layer;
}

}  // namespace instante::config
