#include "host/operator/commands.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "host/operator/backup.hpp"
#include "host/operator/dead_letters.hpp"
#include "host/operator/doctor.hpp"
#include "host/operator/media_gc.hpp"
#include "host/operator/restore.hpp"
#include "host/operator/text.hpp"

namespace instante::host {
namespace {

void append(std::vector<Command>& all, std::vector<Command> more) {
    std::ranges::move(more, std::back_inserter(all));
}

Task<Result<std::string>> restore_from(std::filesystem::path data, std::filesystem::path from) {
    co_return restore(data, from);
}

}  // namespace

std::vector<config::Command> operator_commands() {
    const config::Argument queue{"queue", "Its queue"};
    const config::Argument ids{"id", "The messages", false, true};
    const config::Option all{"all", "All of the queue"};
    return {
        {"doctor",
         "Look whether all is well, and say what to do where it is not",
         {},
         {{"thorough", "Read the stores for damage"}}},
        {"backup", "Copy the data folder, also while a server runs", {{"folder", "Where to: absent or empty"}}},
        {"restore", "Make an empty data folder what was backed up", {{"folder", "Of the backup"}}},
        {"bus dead list",
         "List messages that were given up",
         {{"queue", "Only this queue's", false}},
         {{"after", "Go on after this message", "ID"}}},
        {"bus dead show", "Show one of them whole", {queue, {"id", "The message"}}},
        {"bus dead replay", "Put them back into their queue", {queue, ids}, {all}},
        {"bus dead drop", "Forget them", {queue, ids}, {all}},
        {"media gc", "List objects older than a day that nobody owns", {}, {{"delete", "Delete them"}}},
    };
}

std::vector<Command> commands_of_holder(const Operated& operated) {
    std::vector<Command> all;
    append(all, backup_commands({operated.data, operated.clock, operated.blobs}));
    append(all, dead_letter_commands(operated.bus, operated.services));
    const PatientNeeds patient{operated.data, operated.bus, operated.blobs, operated.services};
    all.push_back({"doctor", [patient](Given given) { return examine_server(patient, std::move(given)); }});
    append(all, media_gc_commands({operated.clock, operated.ids, operated.bus, operated.blobs, operated.services}));
    return all;
}

std::vector<Command> commands_of_caller(const config::Settings& settings) {
    return {{"doctor", [&settings](Given given) { return examine(settings, std::move(given)); }},
            {"restore", [&settings](const Given& given) { return restore_from(settings.data, first_of(given, "folder")); }}};
}

}  // namespace instante::host
