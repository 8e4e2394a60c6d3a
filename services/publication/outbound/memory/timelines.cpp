#include <queue>

#include "publication/outbound/memory/state.hpp"

namespace instante::publication::memory {
namespace {

/// Somebody's list, from the publication that is next to be shown.
struct Source {
    NewestFirst::const_iterator head;
    NewestFirst::const_iterator end;

    friend bool operator<(const Source& left, const Source& right) { return *left.head < *right.head; }
};

class MemoryTimelines final : public Timelines {
public:
    explicit MemoryTimelines(StatePtr state) : state_(std::move(state)) {}

    Task<Result<ListedPage>> page(UserId viewer, PublicationId before, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        auto sources = sources_of(viewer, before);
        ListedPage page;
        while (!sources.empty()) {
            auto source = sources.top();
            sources.pop();
            if (page.items.size() == limit) {
                page.next = page.items.back().id;
                break;
            }
            page.items.push_back(state_->listed(*source.head));
            if (++source.head != source.end) sources.push(source);
        }
        co_return page;
    }

    Task<Result<std::vector<FanOut>>> pending(std::size_t) override { co_return std::vector<FanOut>{}; }

    Task<Result<bool>> advance(FanOut, std::size_t) override { co_return true; }

private:
    [[nodiscard]] std::priority_queue<Source> sources_of(UserId viewer, PublicationId before) const {
        std::priority_queue<Source> sources;
        add_source(sources, viewer, before);
        const auto followed = state_->following.find(viewer);
        if (followed != state_->following.end())
            for (const auto owner : followed->second)
                if (owner != viewer) add_source(sources, owner, before);
        return sources;
    }

    void add_source(std::priority_queue<Source>& sources, UserId owner, PublicationId before) const {
        const auto* person = state_->person(owner);
        const auto ids = state_->by_owner.find(owner);
        if (person == nullptr || person->gone() || ids == state_->by_owner.end()) return;
        const Source source{ids->second.upper_bound(before), ids->second.end()};
        if (source.head != source.end) sources.push(source);
    }

    StatePtr state_;
};

}  // namespace

std::unique_ptr<Timelines> make_timelines(StatePtr state) {
    return std::make_unique<MemoryTimelines>(std::move(state));
}

}  // namespace instante::publication::memory
