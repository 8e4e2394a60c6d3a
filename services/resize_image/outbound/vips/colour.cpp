#include "resize_image/outbound/vips/colour.hpp"

#include <algorithm>
#include <utility>

#include "resize_image/domain/colour_profile.hpp"
#include "resize_image/domain/errors.hpp"
#include "resize_image/outbound/vips/vips_library.hpp"

namespace instante::resize_image {
namespace {

using Image = VipsPointer<VipsImage>;

/// The bands of `picture` that a transform works on, tagged with `profile`. It shares the picture's memory.
Image tagged(const Picture& picture, const std::string& profile, int bands, VipsInterpretation interpretation) {
    const auto [width, height] = picture.size();
    const Image whole{vips_image_new_from_memory(picture.bytes().data(), picture.bytes().size(), static_cast<int>(width),
                                                 static_cast<int>(height), static_cast<int>(pixel_bytes), VIPS_FORMAT_UCHAR)};
    Image part;
    Image copy;
    if (!whole || vips_extract_band(whole.get(), part.out(), 0, "n", bands, nullptr) != 0) return {};
    if (vips_copy(part.get(), copy.out(), "interpretation", interpretation, nullptr) != 0) return {};
    if (!profile.empty()) vips_image_set_blob_copy(copy.get(), VIPS_META_ICC_NAME, profile.data(), profile.size());
    return copy;
}

/// Puts the three bands of `converted` in the place of `picture`'s first three.
bool take_colours(const Image& converted, Picture& picture) {
    std::size_t length = 0;
    auto* colours = static_cast<std::uint8_t*>(vips_image_write_to_memory(converted.get(), &length));
    if (colours == nullptr) return false;
    const bool fits = length == pixels(picture.size()).count * 3;
    const auto bytes = picture.bytes();
    for (std::size_t i = 0, from = 0; fits && i < bytes.size(); i += pixel_bytes, from += 3)
        std::copy_n(colours + from, 3, &bytes[i]);
    g_free(colours);
    return fits;
}

bool convert(Picture& picture, const std::string& profile, int bands, VipsInterpretation interpretation) {
    start_vips();
    const auto source = tagged(picture, profile, bands, interpretation);
    Image converted;
    if (!source) return false;
    // "cmyk" is libvips's built-in press; it is asked only where no profile is embedded or that one is broken.
    const int outcome =
        interpretation == VIPS_INTERPRETATION_CMYK
            ? vips_icc_transform(source.get(), converted.out(), "srgb", "embedded", TRUE, "input_profile", "cmyk", nullptr)
            : vips_icc_transform(source.get(), converted.out(), "srgb", "embedded", TRUE, nullptr);
    return outcome == 0 && take_colours(converted, picture);
}

}  // namespace

Result<Picture> to_srgb(Picture picture, const std::string& profile) {
    if (picture.ink() == Ink::cmyk) {
        const bool fits = profile_space(profile) == "CMYK";
        if (!convert(picture, fits ? profile : std::string{}, 4, VIPS_INTERPRETATION_CMYK))
            return core::Error{does_not_decode, "libvips: " + vips_complaint()};
        picture.set_ink(Ink::rgb);
        return picture;
    }
    const bool grey = profile_space(profile) == "GRAY";
    if (!grey && (profile_space(profile) != "RGB " || is_srgb_profile(profile))) return picture;
    // A broken profile is no reason to refuse a picture: most programs show it as if there were none, and so do we.
    if (picture.ink() == Ink::rgba) unpremultiply(picture.bytes());
    if (!convert(picture, profile, grey ? 1 : 3, grey ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB)) vips_error_clear();
    if (picture.ink() == Ink::rgba) premultiply(picture.bytes());
    return picture;
}

}  // namespace instante::resize_image
