#include "config/layers.hpp"
#include "config/table.hpp"

namespace instante::config {

Checked<void> apply(const Layer& layer, Settings& settings, Sources& sources) {
    for (const auto& given : layer) {
        const auto* setting = find_setting(given.name);
        if (setting == nullptr) continue;  // `config`, which is read before
        if (auto checked = setting->set(settings, given.values); !checked)
            return Complaint{given.name + " (" + given.source + "): " + checked.error().text};
        sources.insert_or_assign(given.name, given.source);
    }
    return {};
}

}  // namespace instante::config
