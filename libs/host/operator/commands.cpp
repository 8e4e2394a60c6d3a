#include "host/operator/commands.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "host/operator/dead_letters.hpp"
#include "host/operator/media_gc.hpp"

namespace instante::host {
namespace {

void append(std::vector<Command>& all, std::vector<Command> more) {
    std::ranges::move(more, std::back_inserter(all));
}

}  // namespace

std::vector<config::Command> operator_commands() {
    const config::Argument queue{"queue", "Its queue"};
    const config::Argument ids{"id", "The messages", false, true};
    const config::Option all{"all", "All of the queue"};
    return {
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

std::vector<Command> run_operator_commands(const Operated& operated) {
    std::vector<Command> all;
    append(all, dead_letter_commands(operated.bus, operated.services));
    append(all, media_gc_commands({operated.clock, operated.ids, operated.bus, operated.blobs, operated.services}));
    return all;
}

}  // namespace instante::host
