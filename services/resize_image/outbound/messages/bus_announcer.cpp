#include "resize_image/outbound/messages/bus_announcer.hpp"

#include <utility>

#include "resize_image/outbound/messages/bodies.hpp"
#include "telemetry/trace.hpp"

namespace instante::resize_image {
namespace {

class BusAnnouncer final : public Announcer {
public:
    BusAnnouncer(bus::Bus& bus, const core::Clock& clock) : bus_(bus), clock_(clock) {}

    Task<Result<void>> publish(Publication publication, core::Trace trace) override {
        auto message = compose(core::to_string(publication.id), "publication.create.v1", trace);
        message.body = publication_create(publication);
        return say({bus::to_queue("publication"), std::move(message)});
    }

    Task<Result<void>> answer(PictureRequest request, PictureOutcome outcome) override {
        auto message = compose("image.rendered:" + core::to_string(request.id), "image.rendered.v1", request.trace);
        message.correlation_id = std::move(request.correlation_id);
        message.body = image_rendered(request.id, request.owner, outcome);
        return say({bus::to_queue(std::move(request.reply_to)), std::move(message)});
    }

    Task<Result<void>> media_deleted(std::vector<std::string> keys, Cause cause, std::size_t page) override {
        const auto id = "media.deleted:" + cause.message_id + ':' + std::to_string(page);
        auto message = compose(id, "media.deleted.v1", cause.trace);
        message.body = resize_image::media_deleted(keys);
        return say({bus::to_events("media.deleted"), std::move(message)});
    }

    Task<Result<void>> user_purged(UserId user, Cause cause) override {
        auto message = compose("user.purged:resize-image:" + cause.message_id, "user.purged.v1", cause.trace);
        message.body = resize_image::user_purged(user);
        return say({bus::to_events("user.purged"), std::move(message)});
    }

private:
    [[nodiscard]] bus::Message compose(std::string id, std::string type, const core::Trace& trace) const {
        bus::Message message;
        message.id = std::move(id);
        message.type = std::move(type);
        message.timestamp = clock_.now();
        message.trace = telemetry::child_of(trace);
        return message;
    }

    Task<Result<void>> say(bus::Outgoing outgoing) {
        std::vector<bus::Outgoing> all;
        all.push_back(std::move(outgoing));
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
