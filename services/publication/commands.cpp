#include "publication/commands.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

#include "core/text.hpp"
#include "host/operator/text.hpp"

namespace instante::publication {
namespace {

using Outcome = Result<std::string>;

constexpr std::size_t excerpt_limit = 100;  // code points
constexpr std::size_t default_limit = 20;
constexpr std::size_t largest_limit = 100;

/// What to list.
struct Listing {
    CaseState state = CaseState::open;
    ReportId before = beyond_newest_report;
    std::size_t limit = default_limit;
};

Result<Listing> read_listing(const host::Given& given) {
    Listing listing;
    if (const auto name = host::first_of(given, "state"); !name.empty()) {
        const auto state = parse_case_state(name);
        if (!state) return core::Error{core::invalid_fields, "--state: open, hidden or dismissed"};
        listing.state = *state;
    }
    if (const auto text = host::first_of(given, "limit"); !text.empty()) {
        const auto* end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, listing.limit);
        if (read.ec != std::errc{} || read.ptr != end || listing.limit < 1 || listing.limit > largest_limit)
            return core::Error{core::invalid_fields, "--limit: 1 to " + std::to_string(largest_limit)};
    }
    if (const auto text = host::first_of(given, "after"); !text.empty()) {
        const auto id = core::parse_as<ReportId>(text);
        if (!id) return core::Error{core::invalid_fields, "--after: this is no id"};
        listing.before = *id;
    }
    return listing;
}

/// `publication 57… of ana`, `user ana (57…)`.
std::string name_of(const Reviewed& reviewed) {
    const auto id = core::format_id(number_of(reviewed.found.subject));
    const bool of_person = std::holds_alternative<UserId>(reviewed.found.subject);
    if (of_person) return "user " + (reviewed.username.empty() ? id : reviewed.username + " (" + id + ')');
    return "publication " + id + (reviewed.username.empty() ? std::string{} : " of " + reviewed.username);
}

/// ` (spam 2, hate 1)`: the reasons given most first; empty where there is none left.
std::string reasons_of(const Case& found) {
    std::vector<Reason> given;
    for (std::size_t i = 0; i < reason_names.size(); ++i)
        if (found.counts[i] != 0) given.push_back(static_cast<Reason>(i));
    const auto count = [&](Reason reason) { return found.counts[static_cast<std::size_t>(reason)]; };
    std::ranges::sort(given, {}, [&](Reason reason) { return std::pair{found.total() - count(reason), reason}; });
    std::string text;
    for (const auto reason : given) {
        text.append(text.empty() ? " (" : ", ").append(to_text(reason)).append(" ").append(std::to_string(count(reason)));
    }
    return text.empty() ? text : text + ')';
}

std::string line_of(const Report& report) {
    auto line = "    " + core::to_rfc3339(report.created_at) + "  report " + to_string(report.id) + " by " +
                to_string(report.reporter) + "  " + std::string{to_text(report.reason)};
    if (!report.text.empty()) line += "  " + host::on_one_line(report.text);
    return line + '\n';
}

std::string paragraph_of(const Reviewed& reviewed, const blob::Urls& urls) {
    const auto& found = reviewed.found;
    auto text = name_of(reviewed) + ": " + std::string{to_text(found.state)} + " since " + core::to_rfc3339(found.since) + ", " +
                host::counted(found.total(), "report") + reasons_of(found) + '\n';
    if (reviewed.publication) {
        const auto excerpt = host::on_one_line(core::first_code_points(reviewed.publication->text, excerpt_limit));
        text += "    " + urls.url(jpeg_key(*reviewed.publication, "640")) + (excerpt.empty() ? "" : "  " + excerpt) + '\n';
    }
    for (const auto& report : found.reports) text += line_of(report);
    if (found.total() > found.reports.size())
        text += "    and " + std::to_string(found.total() - found.reports.size()) + " older\n";
    return text;
}

Task<Outcome> list(Desk desk, host::Given given) {
    const auto listing = read_listing(given);
    if (!listing) co_return listing.error();
    auto page = co_await desk.review.list(listing->state, listing->before, listing->limit);
    if (!page) co_return page.error();
    std::string text;
    for (const auto& reviewed : page->items) text += paragraph_of(reviewed, desk.urls);
    if (page->next) text += "more: --after " + to_string(*page->next) + '\n';
    co_return text;
}

Result<std::uint64_t> read_id(const host::Given& given) {
    const auto text = host::first_of(given, "id");
    const auto id = core::parse_id(text);
    if (!id) return core::Error{core::invalid_fields, host::on_one_line(text) + " is no id"};
    return *id;
}

Task<Outcome> hide(Desk desk, host::Given given) {
    const auto id = read_id(given);
    if (!id) co_return id.error();
    const auto reviewed = co_await desk.review.hide(*id);
    if (!reviewed) co_return reviewed.error();
    const bool of_person = std::holds_alternative<UserId>(reviewed->found.subject);
    co_return name_of(*reviewed) + (of_person ? ": authentication is told to disable them\n" : ": hidden\n");
}

Task<Outcome> dismiss(Desk desk, host::Given given) {
    const auto id = read_id(given);
    if (!id) co_return id.error();
    const auto reviewed = co_await desk.review.dismiss(*id);
    if (!reviewed) co_return reviewed.error();
    const bool was_hidden = reviewed->found.state == CaseState::hidden;
    co_return name_of(*reviewed) + (was_hidden ? ": reports dismissed, shown again\n" : ": reports dismissed\n");
}

/// A command, as it is told and as it is done.
struct Row {
    config::Command description;
    Task<Outcome> (*run)(Desk, host::Given);
};

std::vector<Row> rows() {
    const config::Argument id{"id", "The publication's or the user's id, or that of one of the reports"};
    return {
        {{"admin report list",
          "List what people have reported, that with the newest report first",
          {},
          {{"state", "open (to be decided), hidden or dismissed", "STATE"},
           {"after", "Go on after this report", "ID"},
           {"limit", "At most so many publications and people (20)", "N"}}},
         list},
        {{"admin report hide", "Show a publication to nobody, or disable a user, until the reports are dismissed", {id}}, hide},
        {{"admin report dismiss", "Close the reports, and show again what they had hidden", {id}}, dismiss},
    };
}

}  // namespace

std::vector<host::Command> report_commands(const Desk& desk) {
    std::vector<host::Command> commands;
    for (auto& row : rows()) {
        auto run = [desk, work = row.run](host::Given given) { return work(desk, std::move(given)); };
        commands.push_back({std::move(row.description.name), std::move(run)});
    }
    return commands;
}

std::vector<config::Command> told_report_commands() {
    std::vector<config::Command> told;
    for (auto& row : rows()) told.push_back(std::move(row.description));
    return told;
}

}  // namespace instante::publication
