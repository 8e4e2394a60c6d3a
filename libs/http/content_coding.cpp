#include "http/content_coding.hpp"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "core/text.hpp"

namespace instante::http {
namespace {

constexpr std::size_t smallest_content = 1024;
constexpr std::size_t largest_content = 1024 * 1024;  // beyond, a loop would stand still for too long

/// The weight of one element of the list (`gzip;q=0.5`), in thousandths; a bad one counts as refused.
int weight_of(std::string_view element) {
    const auto semicolon = element.find(';');
    if (semicolon == std::string_view::npos) return 1000;
    const auto parameter = core::trim(element.substr(semicolon + 1));
    if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) return 1000;
    double weight = 0;
    const auto number = parameter.substr(2);
    const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), weight, std::chars_format::fixed);
    if (failure != std::errc{} || weight < 0 || weight > 1) return 0;
    return static_cast<int>(weight * 1000);
}

/// A compressor that is kept, since setting one up costs more than compressing a page.
class Deflater {
public:
    Deflater() {
        constexpr int level = 4;
        constexpr int gzip_window = 15 + 16;
        constexpr int memory = 8;
        ready_ = deflateInit2(&stream_, level, Z_DEFLATED, gzip_window, memory, Z_DEFAULT_STRATEGY) == Z_OK;
    }
    ~Deflater() {
        if (ready_) deflateEnd(&stream_);
    }
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;

    std::optional<std::string> operator()(std::string_view content) {
        if (!ready_ || deflateReset(&stream_) != Z_OK) return std::nullopt;
        std::string coded(deflateBound(&stream_, content.size()), '\0');
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));  // zlib only reads it
        stream_.avail_in = static_cast<uInt>(content.size());
        stream_.next_out = reinterpret_cast<Bytef*>(coded.data());
        stream_.avail_out = static_cast<uInt>(coded.size());
        if (deflate(&stream_, Z_FINISH) != Z_STREAM_END) return std::nullopt;
        coded.resize(stream_.total_out);
        return coded;
    }

private:
    z_stream stream_{};
    bool ready_ = false;
};

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
    std::optional<int> gzip;
    std::optional<int> any;
    int identity = 0;
    while (!accept_encoding.empty()) {
        const auto end = std::min(accept_encoding.find(','), accept_encoding.size());
        const auto element = accept_encoding.substr(0, end);
        accept_encoding.remove_prefix(std::min(end + 1, accept_encoding.size()));
        const auto coding = core::trim(element.substr(0, element.find(';')));
        if (same_name(coding, "gzip") || same_name(coding, "x-gzip")) gzip = weight_of(element);
        if (same_name(coding, "identity")) identity = weight_of(element);
        if (coding == "*") any = weight_of(element);
    }
    const auto weight = gzip.value_or(any.value_or(0));
    return weight > 0 && weight >= identity;
}

std::optional<std::string> gzip(std::string_view content) {
    thread_local Deflater deflater;  // never held across a suspension
    return deflater(content);
}

bool is_compressible(const Response& response) {
    const auto* content = std::get_if<std::string>(&response.content);
    if (!content || content->size() <= smallest_content || content->size() > largest_content) return false;
    if (response.status == 206 || response.headers.has("Content-Encoding")) return false;
    const auto type = response.headers.find("Content-Type");
    return type && (type->starts_with("application/json") || type->starts_with("application/problem+json"));
}

void compress(Response& response, bool accepted) {
    response.headers.add("Vary", "Accept-Encoding");
    if (!accepted) return;
    auto& content = std::get<std::string>(response.content);
    auto coded = gzip(content);
    if (!coded || coded->size() >= content.size()) return;
    content = std::move(*coded);
    response.headers.add("Content-Encoding", "gzip");
    const auto etag = response.headers.find("ETag");
    if (etag && !etag->starts_with("W/"))
        response.headers.set("ETag", "W/" + std::string{*etag});  // other bytes than the tag was made of
}

}  // namespace instante::http
