#include <algorithm>

#include "authentication/outbound/memory/state.hpp"

namespace instante::authentication::memory {

namespace {

class MemoryDeviceStore final : public DeviceStore {
public:
    explicit MemoryDeviceStore(StatePtr state) : state_(std::move(state)) {}

    Task<Result<void>> put(SessionId session, Device device) override {
        const std::lock_guard lock{state_->mutex};
        const auto found = state_->sessions.find(session);
        if (found == state_->sessions.end()) co_return core::Error{core::not_found};
        state_->put_device(found->second.user, session, device);
        co_return boost::system::in_place_value;
    }

    Task<Result<void>> remove(SessionId session) override {
        const std::lock_guard lock{state_->mutex};
        state_->drop_device(session);
        co_return boost::system::in_place_value;
    }

    Task<Result<void>> forget(std::vector<InvalidDevice> devices) override {
        const std::lock_guard lock{state_->mutex};
        for (const auto& each : devices) {
            const auto owner = state_->device_owner.find({each.kind, each.token});
            if (owner == state_->device_owner.end()) continue;
            const auto session = owner->second;
            if (state_->device_of.at(session) == each.user) state_->drop_device(session);
        }
        co_return boost::system::in_place_value;
    }

    Task<Result<core::Page<Recipient, UserId>>> followers_of(UserId user, UserId after, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        const auto& followers = state_->followers_by_id[user];
        co_return page(followers, after, limit);
    }

    Task<Result<core::Page<Recipient, UserId>>> of_users(std::vector<UserId> users, UserId after, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        const std::set<UserId> ordered{users.begin(), users.end()};
        co_return page(ordered, after, limit);
    }

private:
    core::Page<Recipient, UserId> page(const std::set<UserId>& ids, UserId after, std::size_t limit) {
        core::Page<Recipient, UserId> result;
        std::size_t seen = 0;
        UserId last;
        for (auto id = ids.upper_bound(after); id != ids.end(); ++id, ++seen) {
            if (seen == limit) {
                result.next = last;
                break;
            }
            last = *id;
            if (const auto* user = state_->active(*id)) result.items.push_back(state_->recipient(*user));
        }
        return result;
    }

    StatePtr state_;
};

}  // namespace

std::unique_ptr<DeviceStore> make_devices(StatePtr state) {
    return std::make_unique<MemoryDeviceStore>(std::move(state));
}

}  // namespace instante::authentication::memory
