#include "resize_image/domain/image.hpp"

namespace instante::resize_image {

std::string_view to_string(RenditionName name) {
    switch (name) {
        case RenditionName::w1080:
            return "1080";
        case RenditionName::w640:
            return "640";
        case RenditionName::w320:
            return "320";
        case RenditionName::square150:
            return "150";
    }
    return {};
}

std::string_view to_string(Format format) {
    switch (format) {
        case Format::jpeg:
            return "jpeg";
        case Format::webp:
            return "webp";
    }
    return {};
}

std::string_view content_type(Format format) {
    switch (format) {
        case Format::jpeg:
            return "image/jpeg";
        case Format::webp:
            return "image/webp";
    }
    return {};
}

std::string_view extension(Format format) {
    switch (format) {
        case Format::jpeg:
            return "jpg";
        case Format::webp:
            return "webp";
    }
    return {};
}

}  // namespace instante::resize_image
