#pragma once

#include <string>
#include <vector>

#include "config/complaint.hpp"
#include "config/program.hpp"
#include "config/settings.hpp"

namespace instante::config {

/// A setting that was given somewhere, as text.
struct Given {
    std::string name;
    std::vector<std::string> values;
    std::string source;  ///< for people: `--listen`, `INSTANTE_LISTEN`, `instante.toml line 3`
};

/// What one source gives: the file, the environment or the command line. Names are known ones.
using Layer = std::vector<Given>;

/// The variables that begin with `INSTANTE_`. An unknown one is refused, but `INSTANTE_TEST_…`, which others
/// read. One that is empty is not set. `INSTANTE_CONFIG` names the file: it is given as `config`.
Checked<Layer> read_environment(const char* const* environment);

/// A TOML file whose keys are names of settings.
Checked<Layer> read_file(const std::string& path);

/// Puts `layer` over `settings`, checking each value.
Checked<void> apply(const Layer& layer, Settings& settings, Sources& sources);

/// What only shows when all settings are known: values that go together, and engines that this version does not have.
Checked<void> check(const Program& program, const Settings& settings, const Sources& sources);

}  // namespace instante::config
