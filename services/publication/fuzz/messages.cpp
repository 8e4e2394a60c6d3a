// Messages from the other services: what is accepted names somebody, within limits.
#include <algorithm>

#include "bus/fuzz/refusals.hpp"
#include "json/reader.hpp"
#include "publication/inbound/messages/parse.hpp"

namespace instante::publication {
namespace {

bool are_whole(const FollowsPage& page) {
    const auto follow = [](const Follow& each) { return each.id && each.follower && each.followee; };
    return std::ranges::all_of(page.follows, follow) && (page.next.empty() || json::Document::parse('[' + page.next + ']'));
}

}  // namespace
}  // namespace instante::publication

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace instante::publication;
    using instante::bus::check_parsed;
    const std::string body{reinterpret_cast<const char*>(data), size};
    const auto is_somebody = [](const Person& person) { return bool{person.id}; };
    check_parsed(parse_publication_create(body), [](const auto& created) { return created.publication.id && created.owner.id; });
    check_parsed(parse_user_event(body), is_somebody);
    check_parsed(parse_user_gone(body, PersonState::deleted), is_somebody);
    check_parsed(parse_follow_event(body), [](const Follow& follow) { return follow.id && follow.follower && follow.followee; });
    check_parsed(parse_user_data(body), [&](const auto& page) { return std::ranges::all_of(page.people, is_somebody); });
    check_parsed(parse_follows_data(body), are_whole);
    check_parsed(parse_publication_request(body), [](const auto& ids) { return ids.size() <= 1000; });
    return 0;
}
