#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "async/pool.hpp"
#include "async/run.hpp"
#include "blob/testing/flaky_store.hpp"
#include "blob/testing/temporary_folder.hpp"
#include "bus/adapters.hpp"
#include "bus/testing/flaky_bus.hpp"
#include "resize_image/outbound/blob/stores.hpp"
#include "resize_image/outbound/files/file_spool.hpp"
#include "resize_image/outbound/messages/bus_announcer.hpp"
#include "resize_image/outbound/vips/vips_renderer.hpp"
#include "resize_image/usecases/forget_identities.hpp"
#include "resize_image/usecases/publish_photos.hpp"
#include "resize_image/usecases/remove_media.hpp"
#include "resize_image/usecases/render_picture.hpp"

namespace instante::resize_image {

using namespace std::chrono_literals;

constexpr core::Timestamp noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h};
constexpr UserId ana{7};
constexpr UserId bruno{8};

/// The use cases over everything real that needs no server: rendering, a spool on the disk, a bus and a storage in memory, which
/// can be made to fail.
struct House {
    explicit House(bus::FlakyBus::Plan plan = {}, Limits limits = {});

    /// Everything in the storage below `prefix`.
    [[nodiscard]] std::vector<std::string> keys(std::string prefix = {});
    /// Takes all that waits in a queue.
    [[nodiscard]] std::vector<bus::Message> take(std::string queue);
    /// Photos of tests/photos, or, beginning with `=`, bytes; digested as the form's reader would.
    [[nodiscard]] Upload upload(std::vector<std::string_view> photos, std::string key = {});
    [[nodiscard]] SpooledPhoto spooled(std::string bytes);
    Result<Publication> publish_now(Upload upload) { return async::run(publish(std::move(upload))); }

    core::FixedClock clock{noon};
    core::IdGenerator ids{clock, 1};
    std::unique_ptr<bus::Bus> steady_bus = bus::make_memory_bus(clock);
    bus::FlakyBus bus;
    std::unique_ptr<blob::Store> steady_blobs = blob::make_memory_store(clock);
    blob::FlakyStore blobs{*steady_blobs};
    blob::TemporaryFolder folder;
    async::Pool files{{.name = "files", .threads = 1}};
    std::unique_ptr<Spool> spool = open_file_spool(folder.path() / "spool", files).value();
    std::unique_ptr<Renderer> renderer;
    std::unique_ptr<Media> media = make_blob_media(blobs, files);
    std::unique_ptr<Identities> identities = make_blob_identities(blobs);
    std::unique_ptr<Announcer> announcer = make_bus_announcer(bus, clock);

    ReceivePhoto receive;
    PublishPhotos publish;
    RenderPicture render{{.receive = receive, .renderer = *renderer, .media = *media, .announcer = *announcer}};
    RemoveMedia remove{*media, *identities, *announcer};
    ForgetIdentities forget{*identities, clock, 0ms};
};

/// A photo's bytes, a few at a time, as they come from a network.
Pieces pieces_of(std::string bytes, std::size_t size = 10'000);

}  // namespace instante::resize_image
