#include "resize_image/outbound/messages/bus_announcer.hpp"

#include <utility>

#include "bus/compose.hpp"
#include "resize_image/outbound/messages/bodies.hpp"

namespace instante::resize_image {
namespace {

class BusAnnouncer final : public Announcer {
public:
    BusAnnouncer(bus::Bus& bus, const core::Clock& clock) : bus_(bus), clock_(clock) {}

    Task<Result<void>> publish(Publication publication, core::Trace trace) override {
        auto id = core::to_string(publication.id);
        return say({bus::to_queue("publication"), "publication.create.v1", std::move(id), publication_create(publication)},
                   trace);
    }

    Task<Result<void>> answer(PictureRequest request, PictureOutcome outcome) override {
        auto id = "image.rendered:" + core::to_string(request.id);
        auto body = image_rendered(request.id, request.owner, outcome);
        bus::Draft answer{bus::to_queue(std::move(request.reply_to)), "image.rendered.v1", std::move(id), std::move(body)};
        answer.correlation_id = std::move(request.correlation_id);
        return say(std::move(answer), request.trace);
    }

    Task<Result<void>> media_deleted(std::vector<std::string> keys, Cause cause, std::size_t page) override {
        auto id = "media.deleted:" + cause.message_id + ':' + std::to_string(page);
        return say(bus::event("media.deleted", std::move(id), resize_image::media_deleted(keys)), cause.trace);
    }

    Task<Result<void>> user_purged(UserId user, Cause cause) override {
        auto id = "user.purged:resize-image:" + cause.message_id;
        return say(bus::event("user.purged", std::move(id), resize_image::user_purged(user)), cause.trace);
    }

private:
    Task<Result<void>> say(bus::Draft draft, const core::Trace& cause) {
        std::vector<bus::Outgoing> all;
        all.push_back(bus::compose(std::move(draft), clock_.now(), cause));
        return bus_.publish(std::move(all));
    }

    bus::Bus& bus_;
    const core::Clock& clock_;
};

}  // namespace

std::unique_ptr<Announcer> make_bus_announcer(bus::Bus& bus, const core::Clock& clock) {
    return std::make_unique<BusAnnouncer>(bus, clock);
}

}  // namespace instante::resize_image
