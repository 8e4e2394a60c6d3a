// Messages from the other services: what is accepted names somebody, within limits.
#include <algorithm>

#include "bus/fuzz/refusals.hpp"
#include "core/text.hpp"
#include "notification/inbound/messages/bodies.hpp"

namespace instante::notification {
namespace {

bool is_whole(const Notification& told) {
    return told.id && told.actor.id && (told.publication || told.type == Type::follow) &&
           core::count_code_points(told.text) <= 100u;
}

}  // namespace
}  // namespace instante::notification

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace instante::notification;
    using instante::bus::check_parsed;
    instante::bus::Message message;
    message.body.assign(reinterpret_cast<const char*>(data), size);
    message.correlation_id = "7:";
    check_parsed(parse_notification(message), is_whole);
    check_parsed(parse_audience_page(message), [](const AudiencePage& page) {
        return page.notification &&
               std::ranges::all_of(page.recipients, [](const auto& recipient) { return bool{recipient.id}; });
    });
    check_parsed(parse_person_changed(message), [](const PersonChanged& changed) { return bool{changed.person.id}; });
    check_parsed(parse_person_gone(message), [](const PersonGone& gone) { return bool{gone.id}; });
    check_parsed(parse_publication_deleted(message), [](const auto& publication) { return bool{publication}; });
    check_parsed(parse_inbox_arrived(message),
                 [](const auto& users) { return std::ranges::all_of(users, [](const auto user) { return bool{user}; }); });
    return 0;
}
