#include "config/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "config/table.hpp"

namespace instante::config {
namespace {

/// A command and where CLI11 keeps what it was given.
struct Bound {
    Command command;
    CLI::App* app = nullptr;
};

CLI::Option* add_option(CLI::App& app, const std::string& name, std::string_view value, const std::string& help) {
    auto* option = app.add_option(name, help);
    option->expected(1)->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    return option->type_name(std::string{value});
}

std::string help_of(const Setting& setting, const Settings& defaults) {
    const auto value = setting.show(defaults);
    std::string text{setting.help};
    if (setting.value.empty() || value.empty()) return text;
    return text.append(" [").append(value.starts_with('"') ? value.substr(1, value.size() - 2) : value).append("]");
}

void add_settings(CLI::App& app, const Settings& defaults) {
    add_option(app, "--config", "FILE", "Settings in TOML: the names of the flags, without dashes before them")
        ->group("Settings");
    for (const auto& setting : table()) {
        const auto flag = "--" + std::string{setting.name};
        const auto help = help_of(setting, defaults);
        auto* option = setting.value.empty() ? app.add_flag(flag, help) : add_option(app, flag, setting.value, help);
        option->group("Settings");
    }
    app.footer("Each setting is also INSTANTE_… in the environment and a key of the file; flags win over environment over file.");
}

void add_own(CLI::App& app, const Command& command) {
    for (const auto& argument : command.arguments) {
        auto* option = app.add_option(argument.name, argument.help)->required(argument.required);
        option->expected(1, argument.many ? CLI::detail::expected_max_vector_size : 1)->allow_extra_args(argument.many);
        option->option_text(argument.many ? "..." : " ");
    }
    for (const auto& option : command.options) {
        if (option.value.empty())
            app.add_flag("--" + option.name, option.help);
        else
            add_option(app, "--" + option.name, option.value, option.help);
    }
}

std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words;
    while (!name.empty()) {
        words.emplace_back(name.substr(0, name.find(' ')));
        name.remove_prefix(std::min(words.back().size() + 1, name.size()));
    }
    return words;
}

/// The CLI11 command of those words, made with those above it where they are new.
CLI::App& make_command(CLI::App& root, const Command& command) {
    auto* app = &root;
    for (const auto& word : words_of(command.name)) {
        const auto there = app->get_subcommands([&](const CLI::App* known) { return known->get_name() == word; });
        app->require_subcommand(1);
        app = there.empty() ? app->add_subcommand(word) : there.front();
    }
    app->description(command.help);
    return *app;
}

/// A group of commands has no help of its own: it names them.
void describe_groups(CLI::App& app) {
    std::string names;
    for (auto* next : app.get_subcommands([](const CLI::App*) { return true; })) {
        describe_groups(*next);
        names.append(names.empty() ? "" : ", ").append(next->get_name());
    }
    if (app.get_description().empty()) app.description(names);
}

std::vector<Command> all_commands(const Program& program) {
    std::vector<Command> commands{{"serve", "Run until SIGTERM"}};
    commands.insert(commands.end(), program.commands.begin(), program.commands.end());
    commands.push_back({"config check", "Check the settings and print what is in force, secrets hidden"});
    commands.push_back({"version", "Print what was built, from what, with what"});
    return commands;
}

bool takes_settings(const Command& command) {
    return command.name != "version";
}

/// Where the words of the command end: the app that was parsed last.
const CLI::App& chosen(const CLI::App& root) {
    const auto* app = &root;
    while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
    return *app;
}

void collect_settings(const CLI::App& app, Layer& layer) {
    const auto collect = [&](std::string_view name, bool is_switch) {
        const auto flag = "--" + std::string{name};
        const auto* option = app.get_option(flag);
        if (option->count() == 0) return;
        layer.push_back({std::string{name}, is_switch ? std::vector<std::string>{"on"} : option->results(), flag});
    };
    collect("config", false);
    for (const auto& setting : table()) collect(setting.name, setting.value.empty());
}

CommandLine collect(const Bound& bound) {
    CommandLine line{bound.command.name, {}, {}};
    for (const auto& argument : bound.command.arguments)
        if (const auto* option = bound.app->get_option(argument.name); option->count() > 0)
            line.given[argument.name] = option->results();
    for (const auto& own : bound.command.options)
        if (const auto* option = bound.app->get_option("--" + own.name); option->count() > 0)
            line.given[own.name] = own.value.empty() ? std::vector<std::string>{} : option->results();
    if (takes_settings(bound.command)) collect_settings(*bound.app, line.layer);
    return line;
}

/// What CLI11 says, but for a word that is no command: it only says that one is missing.
std::string reason(const CLI::App& root, const CLI::ParseError& failure) {
    const auto& app = chosen(root);
    const auto rest = app.remaining();
    const bool group = !app.get_subcommands([](const CLI::App*) { return true; }).empty();
    return group && !rest.empty() ? "unknown command or flag " + in_quotes(rest.front()) : std::string{failure.what()};
}

/// One line, whatever the command line holds.
Exit refusal(const Program& program, std::string_view why) {
    std::string text = program.name + ": ";
    for (const char c : why) text += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    return {2, text + "\n"};
}

}  // namespace

std::variant<CommandLine, Exit> read_command_line(const Program& program, int argc, const char* const* argv,
                                                  const Settings& defaults) {
    CLI::App root{"Photo sharing", program.name};
    root.get_formatter()->column_width(32);
    root.set_version_flag("--version", program.name + " " + program.version);
    std::vector<Bound> commands;
    for (auto& command : all_commands(program)) {
        auto& app = make_command(root, command);
        add_own(app, command);
        if (takes_settings(command)) add_settings(app, defaults);
        commands.push_back({std::move(command), &app});
    }
    describe_groups(root);
    if (argc < 2) return Exit{2, root.help()};
    try {
        root.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return Exit{0, root.help()};
    } catch (const CLI::CallForVersion& version) {
        return Exit{0, std::string{version.what()} + "\n"};
    } catch (const CLI::ParseError& failure) {
        return refusal(program, reason(root, failure));
    }
    const auto found =
        std::ranges::find(commands, &chosen(root), [](const Bound& bound) -> const CLI::App* { return bound.app; });
    return collect(*found);
}

}  // namespace instante::config
