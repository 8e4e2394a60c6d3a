#include <algorithm>

#include "authentication/outbound/memory/state.hpp"

namespace instante::authentication::memory {

namespace {

class MemoryKeyStore final : public KeyStore {
public:
    explicit MemoryKeyStore(StatePtr state) : state_(std::move(state)) {}

    Task<Result<std::vector<StoredKey>>> keys() override {
        const std::lock_guard lock{state_->mutex};
        co_return state_->keys;
    }

    Task<Result<std::vector<StoredKey>>> rotate(std::optional<StoredKey> key, core::Timestamp unless_since,
                                                std::vector<std::string> retired) override {
        const std::lock_guard lock{state_->mutex};
        auto& keys = state_->keys;
        if (key && (keys.empty() || keys.back().created_at <= unless_since)) keys.push_back(std::move(*key));
        const auto is_retired = [&](const StoredKey& each) {
            return std::find(retired.begin(), retired.end(), each.kid) != retired.end();
        };
        std::erase_if(keys, is_retired);
        co_return keys;
    }

private:
    StatePtr state_;
};

}  // namespace

std::unique_ptr<KeyStore> make_keys(StatePtr state) {
    return std::make_unique<MemoryKeyStore>(std::move(state));
}

}  // namespace instante::authentication::memory
