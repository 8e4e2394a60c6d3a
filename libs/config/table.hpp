#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/complaint.hpp"
#include "config/program.hpp"
#include "config/settings.hpp"

namespace instante::config {

/// One setting. Its name is its flag without dashes, its key in the file, and `INSTANTE_NAME` in the environment.
struct Setting {
    std::string_view name;
    std::string_view value;  ///< what follows the flag, for the help; empty: a switch
    std::string_view help;
    bool secret = false;  ///< shown hidden; the environment may name a file that holds it (`INSTANTE_NAME_FILE`)
    bool many = false;    ///< a list: repeated, or separated by commas
    Checked<void> (*set)(Settings& settings, std::span<const std::string> values) = nullptr;
    std::string (*show)(const Settings& settings) = nullptr;  ///< TOML; empty: not set
};

/// All settings, in the order in which they are shown.
std::span<const Setting> table();
/// The setting of that name, or nothing.
const Setting* find_setting(std::string_view name);
/// `INSTANTE_MAX_IMAGE_BYTES`.
std::string variable_of(std::string_view name);

/// What holds where nothing is set.
Settings default_settings(const Program& program);

}  // namespace instante::config
