#include "resize_image/service.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "async/scope.hpp"
#include "async/signal.hpp"
#include "config/machine.hpp"
#include "resize_image/domain/keys.hpp"
#include "resize_image/inbound/http/media_route.hpp"
#include "resize_image/inbound/messages/consumptions.hpp"
#include "resize_image/outbound/vips/vips_renderer.hpp"
#include "resize_image/room.hpp"

namespace instante::resize_image {
namespace {

using namespace std::chrono_literals;

constexpr auto sweep_interval = 1h;

class ResizeImageService final : public host::Service {
public:
    ResizeImageService(host::Context& context, std::unique_ptr<Room> room)
        : context_(context), log_(context.log.as("resize-image")), room_(std::move(room)) {}

    [[nodiscard]] std::string_view name() const override { return "resize-image"; }

    void add_routes(http::Router& router) override {
        add_upload_route(router, room_->upload);
        add_media_route(router, room_->read);
    }

    Task<Result<void>> start() override {
        const auto loop = co_await async::this_loop();
        auto all = consumptions(room_->render, room_->remove, config::usable_cores());
        for (auto& each : all) {
            auto queue = each.queue.name;
            auto declared = co_await context_.bus.declare(std::move(each.queue));
            if (!declared) co_return declared.error();
            consumers_.push_back(context_.bus.consume(std::move(queue), each.prefetch, loop, std::move(each.handler)));
        }
        scope_.emplace(loop);
        scope_->spawn(warm_up());
        scope_->spawn(sweep());
        co_return Result<void>{};
    }

    Task<void> stop() override {
        for (auto& consumer : consumers_) co_await consumer->stop();
        consumers_.clear();
        if (!scope_) co_return;
        scope_->cancel();
        auto ended = co_await scope_->join();
        if (!ended) log_.error("background work failed", ended.error());
        scope_.reset();
    }

    /// Its engines are the process's, whose readiness asks them.
    Task<Result<void>> ready() override { co_return Result<void>{}; }

    [[nodiscard]] std::vector<std::string> queues() const override { return {"image", "resize_image.events"}; }

    /// What was taken in is removed once it has been looked at: of what lies there for long, none is waited for.
    [[nodiscard]] std::vector<std::string> media_prefixes() const override { return {std::string{incoming_prefix}}; }
    Task<Result<std::vector<std::string>>> owned_media(std::vector<std::string>) override {
        co_return std::vector<std::string>{};
    }

private:
    /// So that the first picture does not wait for it, nor the start.
    Task<Result<void>> warm_up() {
        auto warm = co_await async::on(*room_->files, warm_up_vips);
        if (!warm) log_.error("libvips does not start", warm.error());
        co_return Result<void>{};
    }

    /// Until cancelled. What fails is told and tried again the next time.
    Task<Result<void>> sweep() {
        for (;;) {
            co_await async::sleep(sweep_interval);
            auto swept = co_await room_->forget_identities();
            if (!swept) log_.warn("idempotency keys could not be swept", swept.error());
        }
    }

    host::Context& context_;
    telemetry::Log log_;
    std::unique_ptr<Room> room_;
    std::vector<std::unique_ptr<bus::Consumer>> consumers_;
    std::optional<async::Scope> scope_;
};

}  // namespace

Result<std::unique_ptr<host::Service>> make_resize_image_service(host::Context& context) {
    auto room = Room::open(context);
    if (!room) return room.error();
    return std::unique_ptr<host::Service>{std::make_unique<ResizeImageService>(context, std::move(*room))};
}

}  // namespace instante::resize_image
