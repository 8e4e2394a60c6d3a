#include "authentication/usecases/picture_waits.hpp"

#include <utility>

namespace instante::authentication {

PictureWaits::Answer PictureWaits::expect(ImageId id) {
    const std::lock_guard lock{mutex_};
    return waits_[id];
}

bool PictureWaits::deliver(ImageId id, Result<Image> image) {
    const std::lock_guard lock{mutex_};
    auto waiting = waits_.extract(id);
    if (waiting.empty()) return false;
    waiting.mapped().set(std::move(image));
    return true;
}

bool PictureWaits::give_up(ImageId id) {
    const std::lock_guard lock{mutex_};
    return waits_.erase(id) > 0;
}

}  // namespace instante::authentication
