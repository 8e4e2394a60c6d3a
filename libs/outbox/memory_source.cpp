#include <algorithm>
#include <deque>
#include <mutex>
#include <utility>

#include "outbox/outbox.hpp"

namespace instante::outbox {

struct MemorySource::State {
    std::mutex mutex;
    std::deque<Entry> entries;
    std::uint64_t last_sequence = 0;
    std::function<void()> wake;
};

MemorySource::MemorySource() : state_(std::make_unique<State>()) {}
MemorySource::~MemorySource() = default;

void MemorySource::append(bus::Outgoing outgoing) {
    {
        const std::lock_guard lock{state_->mutex};
        state_->entries.push_back({++state_->last_sequence, std::move(outgoing)});
    }
    if (state_->wake) state_->wake();
}

Task<Result<std::vector<Entry>>> MemorySource::pending(std::uint64_t after, std::size_t limit) {
    std::vector<Entry> found;
    {
        const std::lock_guard lock{state_->mutex};
        auto entry = std::ranges::upper_bound(state_->entries, after, {}, &Entry::sequence);
        for (; entry != state_->entries.end() && found.size() < limit; ++entry) found.push_back(*entry);
    }
    co_return found;
}

Task<Result<void>> MemorySource::published(std::vector<std::uint64_t> sequences) {
    std::ranges::sort(sequences);
    const auto is_published = [&](const Entry& entry) { return std::ranges::binary_search(sequences, entry.sequence); };
    const std::lock_guard lock{state_->mutex};
    std::erase_if(state_->entries, is_published);
    co_return Result<void>{};
}

void MemorySource::on_added(std::function<void()> wake) {
    state_->wake = std::move(wake);
}

}  // namespace instante::outbox
