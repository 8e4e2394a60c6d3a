#include "resize_image/tests/usecases/house.hpp"

#include <algorithm>

#include "async/signal.hpp"
#include "resize_image/tests/photo_files.hpp"

namespace instante::resize_image {
namespace {

Task<std::vector<bus::Message>> take_all(bus::Bus& bus, std::string queue) {
    auto depth = co_await bus.depth(queue);
    const auto count = depth.value().ready;
    std::vector<bus::Message> messages;
    const auto loop = co_await async::this_loop();
    const async::Signal taken{loop};
    bus::Handler handler = [&messages, &taken](bus::Message message) -> Task<Result<void>> {
        messages.push_back(std::move(message));
        taken.notify();
        co_return Result<void>{};
    };
    auto consumer = bus.consume(std::move(queue), 1, loop, std::move(handler));
    while (messages.size() < count) co_await taken.wait();
    co_await consumer->stop();
    co_return messages;
}

Task<Result<std::string>> next_of(std::shared_ptr<std::string> left, std::size_t size) {
    auto piece = left->substr(0, size);
    left->erase(0, size);
    co_return piece;
}

RendererOptions options_of(Limits limits) {
    RendererOptions options;
    options.threads = 2;
    options.limits = limits;
    return options;
}

Task<Result<void>> declare_all(bus::Bus& bus) {
    bus::Queue told;
    told.name = "told";
    told.events = {"media.deleted", "user.purged"};
    auto declared = co_await bus.declare(std::move(told));
    if (!declared) co_return declared;
    for (const auto* name : {"publication", "answers"}) {
        bus::Queue queue;
        queue.name = name;
        declared = co_await bus.declare(std::move(queue));
        if (!declared) co_return declared;
    }
    co_return declared;
}

}  // namespace

House::House(bus::FlakyBus::Plan plan, Limits limits)
    : bus(*steady_bus, plan),
      renderer(make_vips_renderer(options_of(limits))),
      receive(*spool, limits.bytes),
      publish({.renderer = *renderer,
               .media = *media,
               .identities = *identities,
               .announcer = *announcer,
               .ids = ids,
               .clock = clock,
               .photo_limit = limits.images_per_publication}) {
    async::run(declare_all(*steady_bus)).value();
}

std::vector<std::string> House::keys(std::string prefix) {
    const auto infos = async::run(steady_blobs->list(std::move(prefix), "", 10'000)).value();
    std::vector<std::string> keys;
    for (const auto& info : infos) keys.push_back(info.key);
    return keys;
}

std::vector<bus::Message> House::take(std::string queue) {
    return async::run(take_all(*steady_bus, std::move(queue)));
}

Pieces pieces_of(std::string bytes, std::size_t size) {
    return [left = std::make_shared<std::string>(std::move(bytes)), size] { return next_of(left, size); };
}

SpooledPhoto House::spooled(std::string bytes) {
    return async::run(receive(pieces_of(std::move(bytes)))).value();
}

Upload House::upload(std::vector<std::string_view> photos, std::string key) {
    Upload upload;
    upload.owner = {ana, "ana.lima", "Ana Lima", "u/7/1-0011223344556677.jpg", 3};
    upload.words.text = "Pico da Bandeira";
    for (const auto photo : photos) {
        upload.photos.push_back(spooled(photo.starts_with('=') ? std::string{photo.substr(1)} : photo_bytes(photo)));
        upload.digest += upload.photos.back().sha256;
    }
    upload.photos_sent = photos.size();
    upload.idempotency_key = std::move(key);
    upload.trace.request_id = "request";
    return upload;
}

}  // namespace instante::resize_image
