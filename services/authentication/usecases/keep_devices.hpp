#pragma once

#include <utility>
#include <vector>

#include "async/task.hpp"
#include "authentication/domain/device.hpp"
#include "authentication/ports/device_store.hpp"
#include "core/error.hpp"

namespace instante::authentication {

/// Keeps where pushes for a session go.
class KeepDevices {
public:
    explicit KeepDevices(DeviceStore& devices) : devices_(devices) {}

    /// Errors: `invalid_fields`, `not_found` (the session has ended); `unavailable`.
    Task<Result<void>> set(SessionId session, Device device);
    Task<Result<void>> remove(SessionId session);
    /// Forgets devices that a push service knows no more.
    Task<Result<void>> forget(std::vector<InvalidDevice> devices);

private:
    DeviceStore& devices_;
};

}  // namespace instante::authentication
