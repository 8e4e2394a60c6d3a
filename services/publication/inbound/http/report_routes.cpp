#include "publication/inbound/http/report_routes.hpp"

#include <string>
#include <utility>

#include "http/query.hpp"
#include "json/writer.hpp"
#include "publication/domain/publication.hpp"

namespace instante::publication {
namespace {

/// The longest text there may be, each character escaped.
constexpr std::size_t report_bytes = 32 * 1024;

std::string known_reasons() {
    std::string all;
    for (const auto name : reason_names) all.append(all.empty() ? "One of " : ", ").append(name);
    return all;
}

/// Exactly one of the two; both are looked at, so that both can be told to be wrong.
std::variant<PublicationId, std::string> read_subject(json::Object& root) {
    const auto publication = root.optional_id<PublicationId>("publication");
    auto user = root.optional_string("user");
    if (root.has("publication") == root.has("user"))
        root.refuse("publication", user ? "too-many" : "missing", "Either a publication or a user");
    if (user) return std::move(*user);
    return publication.value_or(PublicationId{});
}

Result<Complaint> read_complaint(json::Document document) {
    auto root = document.root();
    Complaint complaint;
    complaint.about = read_subject(root);
    if (const auto name = root.string("reason")) {
        const auto reason = parse_reason(*name);
        if (!reason) root.refuse("reason", "unknown", known_reasons());
        complaint.reason = reason.value_or(Reason::other);
    }
    complaint.text = root.optional_string("text").value_or("");
    if (auto refusal = refusal_of(complaint.text, "text", report_text_limit))
        root.refuse("text", std::move(refusal->code), std::move(refusal->message));
    if (auto acceptable = document.outcome(); !acceptable) return acceptable.error();
    return complaint;
}

std::string render(const Report& report) {
    std::string text;
    json::Writer out{text};
    out.object().field("id", report.id).key("publication");
    const auto* publication = std::get_if<PublicationId>(&report.subject);
    const auto* user = std::get_if<UserId>(&report.subject);
    out.value(publication != nullptr ? std::optional{*publication} : std::nullopt).key("user");
    out.value(user != nullptr ? std::optional{*user} : std::nullopt);
    out.field("reason", to_text(report.reason)).field("text", report.text).field("created_at", report.created_at).end_object();
    return text;
}

Task<Result<http::Response>> report(FileReport& file_report, const access::Access& access, http::Request request) {
    const auto viewer = access.required(request);
    if (!viewer) co_return viewer.error();
    auto document = co_await http::read_json(request, report_bytes);
    if (!document) co_return document.error();
    auto complaint = read_complaint(std::move(*document));
    if (!complaint) co_return complaint.error();
    const UserId reporter{viewer->user};
    const auto filed = co_await file_report(reporter, std::move(*complaint));
    if (!filed) co_return filed.error();
    co_return http::json(filed->added ? 201 : 200, render(filed->report));
}

}  // namespace

void add_report_routes(http::Router& router, FileReport& file_report, const access::Access& access) {
    http::RouteOptions options;
    options.body_limit = report_bytes;
    options.limit = http::Limit::report;
    auto handler = [&file_report, &access](http::Request request) { return report(file_report, access, std::move(request)); };
    router.add(http::Method::post, "/report", std::move(handler), options);
}

}  // namespace instante::publication
