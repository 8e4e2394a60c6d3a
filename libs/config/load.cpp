#include <utility>

#include "config/command_line.hpp"
#include "config/layers.hpp"
#include "config/table.hpp"

namespace instante::config {
namespace {

/// The path of the file: the flag's, else the variable's, else nothing.
const Given* find_config(const Layer& flags, const Layer& environment) {
    for (const auto* layer : {&flags, &environment})
        for (const auto& given : *layer)
            if (given.name == "config") return &given;
    return nullptr;
}

Checked<Invocation> load_settings(const Program& program, CommandLine line, Settings defaults, const char* const* environment) {
    Invocation invocation{std::move(line.command), std::move(line.given), std::move(defaults), {}};
    const auto variables = read_environment(environment);
    if (!variables) return variables.error();
    if (const auto* config = find_config(line.layer, *variables)) {
        if (config->values.size() != 1) return Complaint{"config (" + config->source + "): it is given more than once"};
        const auto file = read_file(config->values.front());
        if (!file) return Complaint{"config (" + config->source + "): " + file.error().text};
        if (auto applied = apply(*file, invocation.settings, invocation.sources); !applied) return applied.error();
    }
    for (const auto* layer : {&*variables, &std::as_const(line.layer)})
        if (auto applied = apply(*layer, invocation.settings, invocation.sources); !applied) return applied.error();
    if (auto checked = check(program, invocation.settings, invocation.sources); !checked) return checked.error();
    return invocation;
}

}  // namespace

std::variant<Invocation, Exit> load(const Program& program, int argc, const char* const* argv, const char* const* environment) {
    auto defaults = default_settings(program);
    auto outcome = read_command_line(program, argc, argv, defaults);
    if (auto* exit = std::get_if<Exit>(&outcome)) return std::move(*exit);
    auto& line = std::get<CommandLine>(outcome);
    if (line.command == "version") return Exit{0, program.name + " " + program.version + "\n"};
    auto invocation = load_settings(program, std::move(line), std::move(defaults), environment);
    if (!invocation) return Exit{2, program.name + ": " + invocation.error().text + "\n"};
    if (invocation->command == "config check") return Exit{0, render(invocation->settings, invocation->sources)};
    return std::move(*invocation);
}

}  // namespace instante::config
