#include <algorithm>

#include "publication/domain/errors.hpp"
#include "publication/outbound/memory/state.hpp"

namespace instante::publication::memory {
namespace {

class MemoryReports final : public Reports {
public:
    explicit MemoryReports(StatePtr state) : state_(std::move(state)) {}

    Task<Result<Filed>> file(Report report) override {
        const std::lock_guard lock{state_->mutex};
        co_return file_locked(std::move(report));
    }

    Task<Result<CasePage>> list(CaseState state, ReportId before, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        std::map<ReportId, const Subject*, std::greater<>> found;
        for (const auto& [subject, kept] : state_->cases)
            if (kept.state == state && kept.newest < before) found.emplace(kept.newest, &subject);
        CasePage page;
        for (const auto& [newest, subject] : found) {
            if (page.items.size() == limit) {
                page.next = page.items.back().newest;
                break;
            }
            page.items.push_back(whole(*subject));
        }
        co_return page;
    }

    Task<Result<std::optional<Case>>> find(std::uint64_t id) override {
        const std::lock_guard lock{state_->mutex};
        for (const auto& [subject, kept] : state_->cases)
            if (number_of(subject) == id || kept.reports.contains(ReportId{id})) co_return std::optional{whole(subject)};
        co_return std::optional<Case>{};
    }

    Task<Result<void>> hide(Subject subject, core::Timestamp now) override {
        const std::lock_guard lock{state_->mutex};
        const auto found = state_->cases.find(subject);
        if (found == state_->cases.end()) co_return core::Error{core::not_found};
        hide_locked(subject, found->second, now);
        co_return Result<void>{};
    }

    Task<Result<void>> dismiss(Subject subject, core::Timestamp now) override {
        const std::lock_guard lock{state_->mutex};
        const auto found = state_->cases.find(subject);
        if (found == state_->cases.end()) co_return core::Error{core::not_found};
        dismiss_locked(subject, found->second, now);
        co_return Result<void>{};
    }

    Task<Result<std::vector<Publication>>> hidden(std::vector<PublicationId> ids) override {
        const std::lock_guard lock{state_->mutex};
        std::vector<Publication> all;
        for (const auto id : ids)
            if (const auto found = state_->hidden.find(id); found != state_->hidden.end()) all.push_back(found->second);
        co_return all;
    }

private:
    [[nodiscard]] bool is_active(UserId user) const {
        const auto* person = state_->person(user);
        return person != nullptr && !person->gone();
    }

    [[nodiscard]] bool is_shown(const Subject& subject) const {
        if (const auto* user = std::get_if<UserId>(&subject)) return is_active(*user);
        const auto found = state_->publications.find(std::get<PublicationId>(subject));
        return found != state_->publications.end() && is_active(found->second.owner);
    }

    [[nodiscard]] const KeptReport* find_kept(UserId reporter, const Subject& subject) const {
        const auto theirs = state_->reports_of.find(reporter);
        if (theirs == state_->reports_of.end()) return nullptr;
        const auto id = theirs->second.find(subject);
        return id == theirs->second.end() ? nullptr : &state_->cases.at(subject).reports.at(id->second);
    }

    [[nodiscard]] std::size_t count_open(UserId reporter) const {
        const auto theirs = state_->reports_of.find(reporter);
        if (theirs == state_->reports_of.end()) return 0;
        return static_cast<std::size_t>(std::ranges::count_if(
            theirs->second, [&](const auto& each) { return state_->cases.at(each.first).reports.at(each.second).open; }));
    }

    Result<Filed> file_locked(Report report) {
        const auto* reporter = state_->person(report.reporter);
        const bool deleted = reporter != nullptr && reporter->state == PersonState::deleted;
        if (deleted || !is_shown(report.subject)) return core::Error{core::not_found};
        const auto* before = find_kept(report.reporter, report.subject);
        if (before != nullptr && before->open) return Filed{before->report, false};
        if (count_open(report.reporter) >= open_report_limit) return core::Error{too_many_reports};
        auto& kept =
            state_->cases.try_emplace(report.subject, KeptCase{.since = report.created_at, .newest = report.id}).first->second;
        if (before != nullptr) kept.reports.erase(ReportId{before->report.id});
        if (kept.state != CaseState::open) kept.since = decided_at(report.created_at, kept.since);
        kept.state = CaseState::open;
        kept.newest = std::max(kept.newest, report.id);
        state_->reports_of[report.reporter][report.subject] = report.id;
        kept.reports.emplace(report.id, KeptReport{report});
        if (kept.reports.size() > case_report_limit) drop_oldest(kept);
        return Filed{std::move(report), true};
    }

    void drop_oldest(KeptCase& kept) {
        const auto oldest = std::prev(kept.reports.end());
        state_->reports_of[oldest->second.report.reporter].erase(oldest->second.report.subject);
        kept.reports.erase(oldest);
    }

    static void close(KeptCase& kept) {
        for (auto& [id, report] : kept.reports) report.open = false;
    }

    void hide_locked(const Subject& subject, KeptCase& kept, core::Timestamp now) {
        close(kept);
        const auto at = decided_at(now, kept.since);
        const auto* user = std::get_if<UserId>(&subject);
        const bool disables = user != nullptr && is_active(*user);
        if (kept.state == CaseState::hidden && !disables) return;
        if (disables) state_->announce(PersonJudged{*user, true, at});
        if (user == nullptr) state_->hide(std::get<PublicationId>(subject));
        kept.state = CaseState::hidden;
        kept.since = at;
        kept.disables = kept.disables || disables;
    }

    void dismiss_locked(const Subject& subject, KeptCase& kept, core::Timestamp now) {
        close(kept);
        if (kept.state == CaseState::dismissed) return;
        const auto at = decided_at(now, kept.since);
        if (kept.disables) state_->announce(PersonJudged{std::get<UserId>(subject), false, at});
        if (const auto* publication = std::get_if<PublicationId>(&subject)) state_->show(*publication);
        kept.state = CaseState::dismissed;
        kept.since = at;
        kept.disables = false;
    }

    [[nodiscard]] Case whole(const Subject& subject) const {
        const auto& kept = state_->cases.at(subject);
        Case found{.subject = subject, .state = kept.state, .since = kept.since, .newest = kept.newest, .reports = {}};
        for (const auto& [id, report] : kept.reports) found.count(report.report);
        return found;
    }

    StatePtr state_;
};

}  // namespace

std::unique_ptr<Reports> make_reports(StatePtr state) {
    return std::make_unique<MemoryReports>(std::move(state));
}

}  // namespace instante::publication::memory
