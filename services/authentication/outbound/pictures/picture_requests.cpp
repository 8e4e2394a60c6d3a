#include "authentication/outbound/pictures/picture_requests.hpp"

#include <utility>
#include <vector>

#include "json/writer.hpp"
#include "telemetry/trace.hpp"

namespace instante::authentication {

namespace {

bus::Message render(ImageId id, UserId owner, const std::string& key, core::Timestamp now, const core::Trace& trace) {
    bus::Message message;
    message.id = core::to_string(id);
    message.type = "image.render.v1";
    json::Writer out{message.body};
    out.object().field("id", id).field("owner", owner).field("blob", key).end_object();
    message.timestamp = now;
    message.correlation_id = message.id;
    message.reply_to = "image-data.authentication";
    message.trace = telemetry::child_of(trace);
    return message;
}

class BusPictureRequests final : public PictureRequests {
public:
    BusPictureRequests(blob::Store& blobs, bus::Bus& bus, const core::Clock& clock) : blobs_(blobs), bus_(bus), clock_(clock) {}

    Task<Result<void>> ask(ImageId id, UserId owner, std::string content, core::Trace trace) override {
        const auto key = "incoming/" + core::to_string(id);
        std::vector<blob::NewBlob> blobs(1);
        blobs.front() = {key, "application/octet-stream", std::move(content)};
        auto put = co_await blobs_.put(std::move(blobs));
        if (!put) co_return put.error();

        std::vector<bus::Outgoing> messages(1);
        messages.front() = {bus::to_queue("image"), render(id, owner, key, clock_.now(), trace)};
        auto published = co_await bus_.publish(std::move(messages));
        if (published) co_return published;
        if (published.error().code() == core::timed_out) co_return published.error();  // it may be read yet
        std::vector<std::string> keys(1, key);
        auto removed = co_await blobs_.remove(std::move(keys));
        if (!removed) co_return published.error().caused_by(removed.error());
        co_return published.error();
    }

private:
    blob::Store& blobs_;
    bus::Bus& bus_;
    const core::Clock& clock_;
};

}  // namespace

std::unique_ptr<PictureRequests> make_bus_picture_requests(blob::Store& blobs, bus::Bus& bus, const core::Clock& clock) {
    return std::make_unique<BusPictureRequests>(blobs, bus, clock);
}

}  // namespace instante::authentication
