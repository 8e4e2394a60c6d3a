#include "host/operator/dead_letters.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "host/operator/text.hpp"

namespace instante::host {
namespace {

using Services = std::vector<std::unique_ptr<Service>>;

constexpr std::size_t page_limit = 100;
constexpr std::size_t list_limit = 1000;  ///< letters shown at once

core::Error refused(std::string field, std::string why) {
    return core::Error{core::invalid_fields}.with_fields({{std::move(field), "missing", std::move(why)}});
}

std::string in_queue(const std::string& id, const std::string& queue) {
    return "Queue " + queue + " has no dead letter " + id;
}

std::vector<std::string> queues_of(const Services& services) {
    std::vector<std::string> queues;
    for (const auto& service : services)
        for (auto& queue : service->queues()) queues.push_back(std::move(queue));
    return queues;
}

/// Every queue that has any, how many, and since when.
Task<Result<std::string>> survey(bus::Bus& bus, const Services& services) {
    Columns columns;
    std::size_t all = 0;
    for (const auto& queue : queues_of(services)) {
        auto depth = co_await bus.depth(queue);
        if (!depth) co_return depth.error();
        if (depth->dead == 0) continue;
        auto oldest = co_await bus.dead(queue, "", 1);
        if (!oldest) co_return oldest.error();
        all += depth->dead;
        columns.add(
            {queue, std::to_string(depth->dead), oldest->empty() ? "" : "since " + core::to_rfc3339(oldest->front().since)});
    }
    if (all == 0) co_return "No dead letters.\n";
    co_return columns.render();
}

std::string render(const std::vector<bus::DeadLetter>& letters) {
    Columns columns;
    for (const auto& letter : letters)
        columns.add({letter.message.id, letter.message.type, core::to_rfc3339(letter.since), on_one_line(letter.reason)});
    return columns.render();
}

Task<Result<std::string>> list_queue(bus::Bus& bus, std::string queue, std::string after) {
    std::vector<bus::DeadLetter> letters;
    bool is_more = true;
    while (is_more && letters.size() < list_limit) {
        auto page = co_await bus.dead(queue, after, page_limit);
        if (!page) co_return page.error();
        is_more = page->size() == page_limit;
        std::ranges::move(*page, std::back_inserter(letters));
        if (is_more) after = letters.back().message.id;
    }
    if (letters.empty()) co_return "Queue " + queue + " has no dead letters" + (after.empty() ? ".\n" : " after that one.\n");
    auto text = render(letters);
    if (is_more) text += "There are more: bus dead list " + queue + " --after " + after + "\n";
    co_return text;
}

Task<Result<std::optional<bus::DeadLetter>>> find(bus::Bus& bus, std::string queue, std::string id) {
    std::string after;
    for (;;) {
        auto page = co_await bus.dead(queue, after, page_limit);
        if (!page) co_return page.error();
        for (auto& letter : *page)
            if (letter.message.id == id) co_return std::optional{std::move(letter)};
        if (page->size() < page_limit || page->back().message.id == after) co_return std::optional<bus::DeadLetter>{};
        after = page->back().message.id;
    }
}

std::string render(const bus::DeadLetter& letter) {
    const auto& message = letter.message;
    Columns columns;
    columns.add({"queue", letter.queue});
    columns.add({"id", message.id});
    columns.add({"type", message.type});
    columns.add({"sent", core::to_rfc3339(message.timestamp)});
    columns.add({"given up", core::to_rfc3339(letter.since)});
    columns.add({"attempts", std::to_string(message.attempt + 1)});
    columns.add({"reason", on_one_line(letter.reason)});
    if (!message.correlation_id.empty()) columns.add({"correlation id", message.correlation_id});
    if (!message.reply_to.empty()) columns.add({"reply to", message.reply_to});
    if (!message.trace.request_id.empty()) columns.add({"request", message.trace.request_id});
    return columns.render() + "\n" + message.body + "\n";
}

Task<Result<std::string>> show_letter(bus::Bus& bus, std::string queue, std::string id) {
    auto letter = co_await find(bus, queue, id);
    if (!letter) co_return letter.error();
    if (!*letter) co_return core::Error{core::not_found}.with_detail(in_queue(id, queue));
    co_return render(**letter);
}

Task<Result<void>> settle(bus::Bus& bus, std::string queue, std::string id, bool replay) {
    auto settled = co_await bus.settle_dead(queue, id, replay);
    if (settled || settled.error().kind() != core::Kind::not_found) co_return settled;
    co_return core::Error{core::not_found}.with_detail(in_queue(id, queue));
}

Task<Result<std::size_t>> settle_named(bus::Bus& bus, std::string queue, std::vector<std::string> ids, bool replay) {
    for (const auto& id : ids) {
        auto settled = co_await settle(bus, queue, id, replay);
        if (!settled) co_return settled.error();
    }
    co_return ids.size();
}

/// Those that are there now: what is replayed and given up again goes to their end, and stays.
Task<Result<std::size_t>> settle_all(bus::Bus& bus, std::string queue, bool replay) {
    auto depth = co_await bus.depth(queue);
    if (!depth) co_return depth.error();
    std::size_t settled = 0;
    while (settled < depth->dead) {
        auto page = co_await bus.dead(queue, "", std::min(page_limit, depth->dead - settled));
        if (!page) co_return page.error();
        if (page->empty()) break;
        for (const auto& letter : *page) {
            auto outcome = co_await bus.settle_dead(queue, letter.message.id, replay);
            if (!outcome && outcome.error().kind() != core::Kind::not_found) co_return outcome.error();
        }
        settled += page->size();
    }
    co_return settled;
}

Task<Result<std::string>> list(bus::Bus& bus, const Services& services, Given given) {
    auto queue = first_of(given, "queue");
    if (queue.empty()) co_return co_await survey(bus, services);
    co_return co_await list_queue(bus, std::move(queue), first_of(given, "after"));
}

Task<Result<std::string>> settle_given(bus::Bus& bus, Given given, bool replay) {
    const auto queue = first_of(given, "queue");
    const bool all = was_given(given, "all");
    const auto named = given.find("id");
    if (all == (named != given.end())) co_return refused("id", "Name the messages, or say --all");
    auto work = all ? settle_all(bus, queue, replay) : settle_named(bus, queue, named->second, replay);
    auto settled = co_await std::move(work);
    if (!settled) co_return settled.error();
    co_return counted(*settled, "message") + (replay ? " put back into queue " + queue : " dropped") + ".\n";
}

}  // namespace

std::vector<Command> dead_letter_commands(bus::Bus& bus, const std::vector<std::unique_ptr<Service>>& services) {
    return {
        {"bus dead list", [&bus, &services](Given given) { return list(bus, services, std::move(given)); }},
        {"bus dead show",
         [&bus](const Given& given) { return show_letter(bus, first_of(given, "queue"), first_of(given, "id")); }},
        {"bus dead replay", [&bus](Given given) { return settle_given(bus, std::move(given), true); }},
        {"bus dead drop", [&bus](Given given) { return settle_given(bus, std::move(given), false); }},
    };
}

}  // namespace instante::host
