#include "authentication/inbound/messages/picture_echo.hpp"

#include <utility>
#include <vector>

#include "authentication/inbound/messages/requests.hpp"
#include "bus/compose.hpp"

namespace instante::authentication {

bus::Queue PictureEcho::queue() const {
    return {.name = queue_, .events = {"image.rendered"}, .per_instance = true};
}

Task<Result<void>> PictureEcho::hear(bus::Message message) const {
    auto answer = parse_image_rendered(message);
    if (!answer) co_return answer.error();
    waits_.deliver(answer->id, answer->outcome());
    co_return boost::system::in_place_value;
}

Task<Result<void>> PictureEcho::pass_on(bus::Message message) const {
    auto draft = bus::event("image.rendered", std::move(message.id), std::move(message.body));
    std::vector<bus::Outgoing> messages;
    messages.push_back(bus::compose(std::move(draft), clock_.now(), message.trace));
    co_return co_await bus_.publish(std::move(messages));
}

}  // namespace instante::authentication
