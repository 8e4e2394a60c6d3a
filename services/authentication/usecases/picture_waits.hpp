#pragma once

#include <mutex>
#include <unordered_map>

#include "async/one_shot.hpp"
#include "authentication/domain/image.hpp"
#include "core/error.hpp"

namespace instante::authentication {

/// The requests of this process that wait for a rendering. Safe from any thread.
class PictureWaits {
public:
    using Answer = async::OneShot<Result<Image>>;

    /// Begins to wait for `id`.
    [[nodiscard]] Answer expect(ImageId id);
    /// Gives the answer to whoever waits for it; whether somebody does.
    bool deliver(ImageId id, Result<Image> image);
    /// Ends a wait; false when the answer has come already.
    bool give_up(ImageId id);

private:
    std::mutex mutex_;
    std::unordered_map<ImageId, Answer> waits_;
};

}  // namespace instante::authentication
