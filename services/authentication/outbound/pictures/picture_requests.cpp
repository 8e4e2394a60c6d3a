#include "authentication/outbound/pictures/picture_requests.hpp"

#include <utility>
#include <vector>

#include "bus/compose.hpp"
#include "json/writer.hpp"

namespace instante::authentication {

namespace {

bus::Draft render(ImageId id, UserId owner, const std::string& key) {
    std::string body;
    json::Writer{body}.object().field("id", id).field("owner", owner).field("blob", key).end_object();
    bus::Draft request{bus::to_queue("image"), "image.render.v1", core::to_string(id), std::move(body)};
    request.correlation_id = request.id;
    request.reply_to = "image-data.authentication";
    return request;
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

        std::vector<bus::Outgoing> messages;
        messages.push_back(bus::compose(render(id, owner, key), clock_.now(), trace));
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
