#include "resize_image/outbound/vips/libjpeg.hpp"

#include <jerror.h>

#include <array>

namespace instante::resize_image {
namespace {

/// Warnings after which libjpeg goes on with grey or noise. Others (bytes between segments, unusual scan parameters) come from
/// cameras that are merely careless, and lose nothing.
bool means_damage(int warning) {
    return warning == JWRN_JPEG_EOF || warning == JWRN_HIT_MARKER || warning == JWRN_HUFF_BAD_CODE ||
           warning == JWRN_MUST_RESYNC || warning == JWRN_ARITH_BAD_CODE;
}

}  // namespace

void JpegErrors::stop(const char* reason) {
    message_ = reason;
    std::longjmp(landing_, 1);
}

void JpegErrors::jump_away(j_common_ptr codec) {
    std::array<char, JMSG_LENGTH_MAX> text{};
    manager_.format_message(codec, text.data());
    stop(text.data());
}

void JpegErrors::on_message(j_common_ptr codec, int level) {
    if (level < 0 && means_damage(manager_.msg_code)) jump_away(codec);
}

}  // namespace instante::resize_image
