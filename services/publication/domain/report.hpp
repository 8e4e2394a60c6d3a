#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/page.hpp"
#include "core/time.hpp"
#include "publication/domain/ids.hpp"

namespace instante::publication {

inline constexpr std::size_t report_text_limit = 1000;  ///< code points
inline constexpr std::size_t open_report_limit = 100;   ///< reports of one person that wait for the operator
inline constexpr std::size_t case_report_limit = 1000;  ///< reports kept of one subject: the newest
inline constexpr std::size_t case_reports_shown = 10;   ///< of these, shown whole

/// Why somebody reports.
enum class Reason : std::uint8_t {
    spam = 0,
    nudity = 1,
    violence = 2,
    hate = 3,
    harassment = 4,
    self_harm = 5,
    intellectual_property = 6,
    impersonation = 7,
    other = 8,
};
/// By their numbers: the names they have on the wire.
inline constexpr std::array<std::string_view, 9> reason_names{
    "spam", "nudity", "violence", "hate", "harassment", "self_harm", "intellectual_property", "impersonation", "other"};
inline std::string_view to_text(Reason reason) {
    return reason_names[static_cast<std::size_t>(reason)];
}
std::optional<Reason> parse_reason(std::string_view name);

/// What is reported: a publication or a person.
using Subject = std::variant<PublicationId, UserId>;
std::uint64_t number_of(const Subject& subject);

/// What somebody told the operator of a subject. At most one of theirs is open for each.
struct Report {
    ReportId id;
    UserId reporter;
    Subject subject;
    Reason reason = Reason::other;
    std::string text;
    core::Timestamp created_at{};

    friend bool operator==(const Report&, const Report&) = default;
};

/// `hidden` and `dismissed` are the operator's decisions, which close the reports; a new report opens the case again.
enum class CaseState : std::uint8_t { open = 0, hidden = 1, dismissed = 2 };
std::string_view to_text(CaseState state);
std::optional<CaseState> parse_case_state(std::string_view name);

/// All that is reported of one subject, and what became of it.
struct Case {
    Subject subject;
    CaseState state = CaseState::open;
    core::Timestamp since{};                                ///< when `state` began
    ReportId newest;                                        ///< the last that came: cases are in this order
    std::array<std::size_t, reason_names.size()> counts{};  ///< of the reports kept, by reason
    std::vector<Report> reports;                            ///< the newest of them, newest first

    [[nodiscard]] std::size_t total() const;
    /// Counts the next older report, and keeps it while there is room.
    void count(Report report);
    friend bool operator==(const Case&, const Case&) = default;
};
using CasePage = core::Page<Case, ReportId>;

/// Newer than every report: where the list of cases begins.
inline constexpr ReportId beyond_newest_report{std::numeric_limits<std::int64_t>::max()};

/// When a decision counts as made: now, but after the one before, so that whoever hears of both knows the later.
core::Timestamp decided_at(core::Timestamp now, core::Timestamp before);

}  // namespace instante::publication
