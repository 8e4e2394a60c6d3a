#include <map>

#include "authentication/domain/search.hpp"
#include "authentication/outbound/memory/state.hpp"

namespace instante::authentication::memory {

namespace {

class MemorySearchStore final : public SearchStore {
public:
    explicit MemorySearchStore(StatePtr state) : state_(std::move(state)) {}

    Task<Result<core::Page<Person, std::uint64_t>>> find(std::vector<std::string> words, std::optional<std::uint64_t> after,
                                                         std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        std::map<std::uint64_t, const User*> found;
        std::uint64_t number = 0;  // nobody is ever removed: it stays the same
        for (const auto& [id, user] : state_->users) {
            const auto place = search_place(popularity(user.followers_count), ++number);
            const auto wanted = user.state == UserState::active && (!after || place > *after);
            if (wanted && is_found_by(search_text(user.username, user.name), words)) found.emplace(place, &user);
        }
        core::Page<Person, std::uint64_t> page;
        std::uint64_t last = 0;
        for (const auto& [place, user] : found) {
            if (page.items.size() == limit) {
                page.next = last;
                break;
            }
            last = place;
            page.items.push_back(person(*user));
        }
        co_return page;
    }

private:
    StatePtr state_;
};

}  // namespace

std::unique_ptr<SearchStore> make_search(StatePtr state) {
    return std::make_unique<MemorySearchStore>(std::move(state));
}

}  // namespace instante::authentication::memory
