// Messages from the other services: what is accepted names somebody, within limits.
#include "bus/fuzz/refusals.hpp"
#include "resize_image/inbound/messages/parse.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace instante::resize_image;
    using instante::bus::check_parsed;
    instante::bus::Message message;
    message.body.assign(reinterpret_cast<const char*>(data), size);
    message.reply_to = "picture";
    check_parsed(parse_image_render(message), [](const auto& request) { return request.id && request.owner; });
    const auto has_owner = [](const auto& left) { return bool{left.owner}; };
    check_parsed(parse_publication_deleted(message), has_owner);
    check_parsed(parse_publication_updated(message), has_owner);
    check_parsed(parse_user_updated(message), has_owner);
    check_parsed(parse_user_deleted(message), [](const auto& user) { return bool{user}; });
    return 0;
}
