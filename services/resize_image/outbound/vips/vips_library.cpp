#include "resize_image/outbound/vips/vips_library.hpp"

#include <mutex>
#include <stdexcept>

#include "resize_image/outbound/vips/vips_renderer.hpp"

namespace instante::resize_image {
namespace {

void start_once() {
    if (vips_init("instante") != 0) throw std::runtime_error{"libvips does not start: " + vips_complaint()};
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    // Its own list of untrusted loaders leaves TIFF open: block everything, then name what is wanted. JPEG never comes here.
    vips_operation_block_set("VipsForeignLoad", TRUE);
    for (const char* loader : {"VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif", "VipsForeignLoadHeif"})
        vips_operation_block_set(loader, FALSE);
    // Complaints about strangers' files are the caller's to log, not for the error output.
    g_log_set_handler(
        "VIPS", static_cast<GLogLevelFlags>(G_LOG_LEVEL_MASK), [](const char*, GLogLevelFlags, const char*, void*) {}, nullptr);
}

}  // namespace

void start_vips() {
    static std::once_flag started;
    std::call_once(started, start_once);
}

Result<void> warm_up_vips() {
    try {
        start_vips();
        return {};
    } catch (const std::exception& failure) {
        return core::Error{core::internal, failure.what()};
    }
}

std::string vips_complaint() {
    std::string complaint = vips_error_buffer();
    vips_error_clear();
    return complaint;
}

}  // namespace instante::resize_image
