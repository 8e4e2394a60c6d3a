#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace instante::sqlite {

/// Which rows the writer's transaction touches, for those who watch their table. Noted and told on the writer's thread.
class Changes {
public:
    /// Gets the keys of rows that may have changed, and the version of the database that has the change.
    using Told = std::function<void(std::span<const std::int64_t>, std::uint64_t)>;

    void watch(std::string table, Told told) {
        const std::lock_guard lock{mutex_};
        watched_.push_back({std::move(table), std::move(told), {}});
    }
    void note(std::string_view table, std::int64_t key) {
        const std::lock_guard lock{mutex_};
        for (auto& watch : watched_)
            if (watch.table == table) watch.keys.push_back(key);
    }
    void tell(std::uint64_t version) {
        const std::lock_guard lock{mutex_};
        for (auto& watch : watched_) {
            if (!watch.keys.empty()) watch.told(watch.keys, version);
            watch.keys.clear();
        }
    }

private:
    struct Watch {
        std::string table;
        Told told;
        std::vector<std::int64_t> keys;
    };
    std::mutex mutex_;
    std::vector<Watch> watched_;
};

}  // namespace instante::sqlite
