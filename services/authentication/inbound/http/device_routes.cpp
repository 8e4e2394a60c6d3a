#include <string>
#include <utility>

#include "authentication/inbound/http/api.hpp"
#include "http/query.hpp"

namespace instante::authentication {

namespace {

Device read_subscription(json::Object& root) {
    Device device;
    device.kind = DeviceKind::webpush;
    auto subscription = root.object("subscription");
    if (!subscription) return device;
    device.token = subscription->string("endpoint").value_or("");
    if (auto keys = subscription->object("keys")) {
        device.p256dh = keys->string("p256dh").value_or("");
        device.auth = keys->string("auth").value_or("");
    }
    return device;
}

Result<Device> read_device(json::Document& document) {
    auto root = document.root();
    Device device;
    const auto kind = root.string("kind");
    if (kind == "fcm") device.token = root.string("token").value_or("");
    if (kind == "webpush") device = read_subscription(root);
    if (kind && kind != "fcm" && kind != "webpush") root.refuse("kind", "unknown", "fcm or webpush");
    auto sound = document.outcome();
    if (!sound) return sound.error();
    return device;
}

Task<Result<http::Response>> set_device(const Api& api, http::Request request) {
    auto viewer = api.access.required(request);
    if (!viewer) co_return viewer.error();
    auto document = co_await http::read_json(request);
    if (!document) co_return document.error();
    auto device = read_device(*document);
    if (!device) co_return device.error();
    auto set = co_await api.devices.set(SessionId{viewer->session}, std::move(*device));
    if (!set && set.error().code() == core::not_found) co_return core::Error{core::unauthenticated, "the session has ended"};
    if (!set) co_return set.error();
    co_return http::empty(204);
}

Task<Result<http::Response>> remove_device(const Api& api, http::Request request) {
    auto viewer = api.access.required(request);
    if (!viewer) co_return viewer.error();
    auto removed = co_await api.devices.remove(SessionId{viewer->session});
    if (!removed) co_return removed.error();
    co_return http::empty(204);
}

}  // namespace

void add_device_routes(http::Router& router, const Api& api) {
    router.add(http::Method::put, "/user/me/device", handler(api, set_device));
    router.add(http::Method::delete_, "/user/me/device", handler(api, remove_device));
}

}  // namespace instante::authentication
