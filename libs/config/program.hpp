#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/settings.hpp"

namespace instante::config {

/// A word of the command line that belongs to one command: `instante bus dead replay <queue> [<id>…]`.
struct Argument {
    std::string name;
    std::string help;
    bool required = true;
    bool many = false;  ///< takes all that follow; only the last may
};

/// A flag of one command: `--dry-run`, or `--limit N` when `value` names what follows.
struct Option {
    std::string name;  ///< without dashes
    std::string help;
    std::string value = {};
};

/// What a program can be told to do beyond `serve`, `config check` and `version`, which all have.
struct Command {
    std::string name;  ///< its words: `admin`, `bus dead replay`
    std::string help;
    std::vector<Argument> arguments = {};
    std::vector<Option> options = {};
};

/// An executable: what differs between `instante` and the services that run apart.
struct Program {
    std::string name;     ///< `instante`, `instante-publication`
    std::string version;  ///< what `version` prints
    std::uint16_t port = 8080;
    std::uint16_t admin_port = 8081;
    bool apart = false;  ///< a single service: it needs a bus that reaches the others
    std::vector<Command> commands = {};
};

/// Where a setting's value comes from, for people: `default`, `instante.toml line 3`, `INSTANTE_LISTEN`, `--listen`.
using Sources = std::map<std::string, std::string, std::less<>>;

/// What the program was told to do, with what.
struct Invocation {
    std::string command;  ///< its words, joined by blanks
    std::map<std::string, std::vector<std::string>, std::less<>> given =
        {};  ///< its own arguments and options, by name; a switch has no values
    Settings settings = {};
    Sources sources = {};
};

/// Nothing to run: print `text` (to stdout when `status` is 0, else to stderr) and exit with `status`; 2: the command line, the
/// environment or the file is wrong, and `text` is one line that says which name, from where.
struct Exit {
    int status = 0;
    std::string text;

    friend bool operator==(const Exit&, const Exit&) = default;
};

/// Reads the command line, the environment and the file of `--config`: flags win over environment over file. Answers `--help`,
/// `version` and `config check` itself. `environment` is as `environ`: `NAME=value`, ended by a null pointer.
std::variant<Invocation, Exit> load(const Program& program, int argc, const char* const* argv, const char* const* environment);

/// What is in force, in TOML, each line with its source; secrets are hidden. Without secrets, `--config` takes it as it is.
std::string render(const Settings& settings, const Sources& sources);

}  // namespace instante::config
