#include "publication/domain/report.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <utility>

namespace instante::publication {

std::optional<Reason> parse_reason(std::string_view name) {
    const auto found = std::ranges::find(reason_names, name);
    if (found == reason_names.end()) return std::nullopt;
    return static_cast<Reason>(found - reason_names.begin());
}

std::uint64_t number_of(const Subject& subject) {
    return std::visit([](auto id) { return id.value; }, subject);
}

std::string_view to_text(CaseState state) {
    switch (state) {
        case CaseState::open:
            return "open";
        case CaseState::hidden:
            return "hidden";
        case CaseState::dismissed:
            return "dismissed";
    }
    std::abort();
}

std::optional<CaseState> parse_case_state(std::string_view name) {
    for (const auto state : {CaseState::open, CaseState::hidden, CaseState::dismissed})
        if (to_text(state) == name) return state;
    return std::nullopt;
}

std::size_t Case::total() const {
    return std::accumulate(counts.begin(), counts.end(), std::size_t{0});
}

void Case::count(Report report) {
    ++counts[static_cast<std::size_t>(report.reason)];
    if (reports.size() < case_reports_shown) reports.push_back(std::move(report));
}

core::Timestamp decided_at(core::Timestamp now, core::Timestamp before) {
    return std::max(now, before + std::chrono::milliseconds{1});
}

}  // namespace instante::publication
