// Messages from the other services: what is accepted names somebody, within limits.
#include <algorithm>

#include "authentication/inbound/messages/requests.hpp"
#include "bus/fuzz/refusals.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace instante::authentication;
    using instante::bus::check_parsed;
    instante::bus::Message message;
    message.body.assign(reinterpret_cast<const char*>(data), size);
    const auto is_page = [](const auto& request) { return request.limit >= 1 && request.limit <= Tell::page_limit; };
    check_parsed(parse_token_request(message),
                 [&](const Audience& audience) { return audience.notification && is_page(audience); });
    check_parsed(parse_user_request(message), is_page);
    check_parsed(parse_follows_request(message), is_page);
    check_parsed(parse_token_invalid(message), [](const auto& devices) {
        return std::ranges::all_of(devices, [](const auto& each) { return bool{each.user}; });
    });
    check_parsed(parse_image_rendered(message), [](const PictureAnswer& answer) { return answer.id && answer.owner; });
    check_parsed(parse_user_disable(message), [](const StateOrder& order) { return bool{order.user}; });
    return 0;
}
