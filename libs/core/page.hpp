#pragma once

#include <optional>
#include <string>
#include <vector>

namespace instante::core {

/// One page of a list: its items in order, and the sort key to go on after — nothing when the list has ended. A page may be
/// short, or even empty, before the end. `Key` is the domain's; the edge turns it into a cursor.
template <class T, class Key>
struct Page {
    std::vector<T> items;
    std::optional<Key> next;
};

}  // namespace instante::core
