#include "config/program.hpp"
#include "config/table.hpp"

namespace instante::config {

std::string render(const Settings& settings, const Sources& sources) {
    std::string text;
    for (const auto& setting : table()) {
        const auto source = sources.find(setting.name);
        const auto value = setting.show(settings);
        if (value.empty()) {
            text.append("# ").append(setting.name).append(" is not set\n");
            continue;
        }
        text.append(setting.name).append(" = ").append(value);
        text.append("  # ").append(source == sources.end() ? "default" : source->second).append("\n");
    }
    return text;
}

}  // namespace instante::config
