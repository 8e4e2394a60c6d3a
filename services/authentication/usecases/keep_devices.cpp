#include "authentication/usecases/keep_devices.hpp"

#include "authentication/domain/fields.hpp"

namespace instante::authentication {

Task<Result<void>> KeepDevices::set(SessionId session, Device device) {
    FieldErrors errors;
    const auto* field = device.kind == DeviceKind::fcm ? "token" : "subscription";
    check_device(device, field, errors);
    auto acceptable = outcome(std::move(errors));
    if (!acceptable) co_return acceptable.error();
    co_return co_await devices_.put(session, std::move(device));
}

Task<Result<void>> KeepDevices::remove(SessionId session) {
    co_return co_await devices_.remove(session);
}

Task<Result<void>> KeepDevices::forget(std::vector<InvalidDevice> devices) {
    co_return co_await devices_.forget(std::move(devices));
}

}  // namespace instante::authentication
