#include <map>
#include <mutex>
#include <utility>

#include "blob/blob.hpp"
#include "blob/checks.hpp"

namespace instante::blob {
namespace {

class MemoryStore final : public Store {
public:
    explicit MemoryStore(const core::Clock& clock) : clock_(clock) {}

    Task<Result<void>> put(std::vector<NewBlob> blobs) override {
        if (auto keys = check_keys(blobs); !keys) co_return keys.error();
        const std::lock_guard lock{mutex_};
        for (auto& blob : blobs) objects_.insert_or_assign(std::move(blob.key), Object{std::move(blob.content), clock_.now()});
        co_return Result<void>{};
    }

    Task<Result<bool>> put_if_absent(NewBlob blob) override {
        if (auto key = check_key(blob.key); !key) co_return key.error();
        const std::lock_guard lock{mutex_};
        co_return objects_.try_emplace(std::move(blob.key), Object{std::move(blob.content), clock_.now()}).second;
    }

    Task<Result<std::string>> get(std::string key, std::uint64_t offset, std::uint64_t length) override {
        const std::lock_guard lock{mutex_};
        const auto found = objects_.find(key);
        if (found == objects_.end()) co_return core::Error{core::not_found};
        const auto& content = found->second.content;
        if (offset >= content.size()) co_return std::string{};
        co_return content.substr(offset, length);
    }

    Task<Result<std::optional<Info>>> head(std::string key) override {
        const std::lock_guard lock{mutex_};
        const auto found = objects_.find(key);
        if (found == objects_.end()) co_return std::optional<Info>{};
        co_return std::optional{describe(*found)};
    }

    Task<Result<void>> remove(std::vector<std::string> keys) override {
        const std::lock_guard lock{mutex_};
        for (const auto& key : keys) objects_.erase(key);
        co_return Result<void>{};
    }

    Task<Result<std::vector<Info>>> list(std::string prefix, std::string after, std::size_t limit) override {
        const std::lock_guard lock{mutex_};
        std::vector<Info> infos;
        auto place = after < prefix ? objects_.lower_bound(prefix) : objects_.upper_bound(after);
        for (; place != objects_.end() && infos.size() < limit && place->first.starts_with(prefix); ++place)
            infos.push_back(describe(*place));
        co_return infos;
    }

    Task<Result<void>> ping() override { co_return Result<void>{}; }

private:
    struct Object {
        std::string content;
        core::Timestamp modified;
    };

    static Info describe(const std::pair<const std::string, Object>& object) {
        return {object.first, {object.second.content.size()}, object.second.modified};
    }

    const core::Clock& clock_;
    std::mutex mutex_;
    std::map<std::string, Object> objects_;
};

}  // namespace

std::unique_ptr<Store> make_memory_store(const core::Clock& clock) {
    return std::make_unique<MemoryStore>(clock);
}

}  // namespace instante::blob
