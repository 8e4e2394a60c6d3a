#include "resize_image/room.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

#include "config/machine.hpp"
#include "resize_image/outbound/blob/stores.hpp"
#include "resize_image/outbound/files/file_spool.hpp"
#include "resize_image/outbound/messages/bus_announcer.hpp"
#include "resize_image/outbound/metrics/measured_renderer.hpp"
#include "resize_image/outbound/vips/vips_renderer.hpp"

namespace instante::resize_image {
namespace {

using namespace std::chrono_literals;

/// Uploads in hand. Most of the time of each is its network's; a full disk or queue says so itself.
constexpr std::size_t most_uploads = 128;
/// Pictures waiting for each core: some fifteen seconds of work, well within an upload's deadline.
constexpr std::size_t most_waiting_per_core = 128;
constexpr std::size_t most_file_jobs = 1024;
constexpr auto pause_between_pages = 200ms;

/// What may be used by one picture when all others wait; the rest is everybody else's.
core::Bytes two_thirds(core::Bytes memory) {
    return {memory.count / 3 * 2};
}

RendererOptions renderer_options(const config::Settings& settings) {
    RendererOptions options;
    options.threads = config::usable_cores();
    options.memory = settings.image_memory;
    options.most_of_one = std::max(settings.image_memory, two_thirds(config::usable_memory()));
    options.most_waiting = most_waiting_per_core * options.threads;
    options.limits = limits_of(settings);
    return options;
}

std::filesystem::path spool_folder(const host::Context& context) {
    if (context.settings.ephemeral) return std::filesystem::temp_directory_path();
    return context.data / "spool";
}

}  // namespace

Limits limits_of(const config::Settings& settings) {
    return {settings.max_image_bytes, settings.max_image_pixels, std::min(settings.max_images, most_images)};
}

Result<std::unique_ptr<Room>> Room::open(host::Context& context) {
    auto files =
        std::make_unique<async::Pool>(async::Pool::Options{.name = "photo-files", .threads = 2, .queue_limit = most_file_jobs});
    auto spool = open_file_spool(spool_folder(context), *files);
    if (!spool) return spool.error();
    return std::make_unique<Room>(context, std::move(files), std::move(*spool));
}

Room::Room(host::Context& context, std::unique_ptr<async::Pool> pool, std::unique_ptr<Spool> opened)
    : files(std::move(pool)),
      spool(std::move(opened)),
      renderer(make_measured_renderer(make_vips_renderer(renderer_options(context.settings)), context.metrics)),
      media(make_blob_media(context.blobs, *files)),
      identities(make_blob_identities(context.blobs)),
      announcer(make_bus_announcer(context.bus, context.clock)),
      receive(*spool, context.settings.max_image_bytes),
      publish({.renderer = *renderer,
               .media = *media,
               .identities = *identities,
               .announcer = *announcer,
               .ids = context.ids,
               .clock = context.clock,
               .photo_limit = limits_of(context.settings).images_per_publication}),
      render({.receive = receive, .renderer = *renderer, .media = *media, .announcer = *announcer}),
      remove(*media, *identities, *announcer),
      read(*media),
      forget_identities(*identities, context.clock, pause_between_pages),
      places(most_uploads, context.metrics.gauge("instante_uploads_in_hand", "Uploads being received, rendered or stored")),
      upload{.receive = receive,
             .publish = publish,
             .access = context.access,
             .urls = context.urls,
             .places = places,
             .limits = limits_of(context.settings)} {}

}  // namespace instante::resize_image
