#pragma once

#include <mutex>
#include <set>
#include <vector>

#include "notification/ports/push_store.hpp"

namespace instante::notification::mongo_shelf {

/// Which pushes are settled while a page of due ones is read: the page may have been read before. Safe from any thread.
class SettledKeys {
public:
    /// For the length of one reading.
    class Watch {
    public:
        explicit Watch(SettledKeys& keys) : keys_(keys) {
            const std::lock_guard lock{keys_.mutex_};
            keys_.watches_.insert(this);
        }
        ~Watch() {
            const std::lock_guard lock{keys_.mutex_};
            keys_.watches_.erase(this);
        }
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;
        [[nodiscard]] bool has(const PushKey& key) const {
            const std::lock_guard lock{keys_.mutex_};
            return settled_.contains(key);
        }

    private:
        friend class SettledKeys;
        SettledKeys& keys_;
        std::set<PushKey> settled_;
    };

    void note(const std::vector<Settlement>& settlements) {
        const std::lock_guard lock{mutex_};
        for (auto* watch : watches_)
            for (const auto& settlement : settlements) watch->settled_.insert(settlement.key);
    }

private:
    std::mutex mutex_;
    std::set<Watch*> watches_;
};

}  // namespace instante::notification::mongo_shelf
