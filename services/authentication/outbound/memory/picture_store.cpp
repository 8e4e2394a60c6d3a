#include "authentication/outbound/memory/state.hpp"

namespace instante::authentication::memory {

namespace {

class MemoryPictureStore final : public PictureStore {
public:
    explicit MemoryPictureStore(StatePtr state) : state_(std::move(state)) {}

    Task<Result<void>> settle(LatePicture picture) override {
        const std::lock_guard lock{state_->mutex};
        settle_locked(std::move(picture));
        co_return boost::system::in_place_value;
    }

    Task<Result<std::size_t>> sweep(core::Timestamp before, std::size_t limit) override {
        const std::lock_guard lock{state_->mutex};
        std::size_t count = 0;
        const auto pending_too_long = [&](const auto& entry) {
            if (entry.second.asked_at >= before || count == limit) return false;
            ++count;
            return true;
        };
        std::erase_if(state_->pending, pending_too_long);
        std::size_t kept = 0;
        const auto kept_too_long = [&](const auto& entry) {
            if (entry.second.at >= before || kept == limit) return false;
            ++kept;
            return true;
        };
        std::erase_if(state_->early, kept_too_long);
        co_return count + kept;
    }

private:
    void drop(const User& user, const LatePicture& picture) {
        if (!picture.image) return;
        state_->announce(UserDeleted{user.id, user.version, user.state_at, media_keys(picture.image)}, picture.trace);
    }

    void settle_locked(LatePicture picture) {
        auto awaited = state_->pending.extract(picture.id);
        if (awaited.empty()) {
            const auto here = state_->users.find(picture.owner);
            const auto again = here != state_->users.end() && here->second.image && here->second.image->id == picture.id;
            if (here != state_->users.end() && here->second.state == UserState::deleted) return drop(here->second, picture);
            if (!again) state_->early.emplace(picture.id, std::move(picture));
            return;
        }
        const auto& owner = state_->users.at(awaited.mapped().user);
        if (owner.state == UserState::deleted) return drop(owner, picture);
        auto* user = state_->active(owner.id);
        if (user == nullptr || !picture.image) return;
        auto orphans = awaited.mapped().unwanted ? media_keys(picture.image) : media_keys(user->image);
        if (!awaited.mapped().unwanted) user->image = std::move(picture.image);
        ++user->version;
        state_->announce(UserUpdated{*user, std::move(orphans)}, picture.trace);
    }

    StatePtr state_;
};

}  // namespace

std::unique_ptr<PictureStore> make_pictures(StatePtr state) {
    return std::make_unique<MemoryPictureStore>(std::move(state));
}

}  // namespace instante::authentication::memory
