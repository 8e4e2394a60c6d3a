#include "bus/local/window.hpp"

#include <iterator>
#include <utility>

namespace instante::bus::local {

void Window::add(Entry entry) {
    const auto turn = entry.turn;
    if (horizon_ && turn > *horizon_) return;
    entries_.emplace(turn, std::move(entry));
    if (entries_.size() <= limit_) return;
    entries_.erase(std::prev(entries_.end()));
    horizon_ = entries_.rbegin()->first;
}

std::optional<Entry> Window::pop(core::Timestamp now) {
    if (entries_.empty() || entries_.begin()->first.due > now) return std::nullopt;
    auto first = entries_.extract(entries_.begin());
    return std::move(first.mapped());
}

std::optional<core::Timestamp> Window::next_due() const {
    if (entries_.empty()) return std::nullopt;
    return entries_.begin()->first.due;
}

std::optional<core::Timestamp> Window::oldest() const {
    if (entries_.empty()) return std::nullopt;
    if (!entries_.begin()->first.delayed()) return entries_.begin()->second.queued;  // in the order of publishing
    std::optional<core::Timestamp> oldest;
    for (const auto& [turn, entry] : entries_)
        if (!oldest || entry.queued < *oldest) oldest = entry.queued;
    return oldest;
}

}  // namespace instante::bus::local
