// The values of request fields: media types, ranges, conditions, codings, percent-encoding.
#include <string>

#include "core/fuzz/require.hpp"
#include "core/text.hpp"
#include "http/conditional.hpp"
#include "http/content_coding.hpp"
#include "http/media_type.hpp"
#include "http/testing/request.hpp"
#include "http/uri.hpp"

namespace instante::http {
namespace {

using fuzz::require;

void check_media_type(const std::string& value) {
    const auto type = parse_media_type(value);
    if (!type) return;
    require(core::to_lower_ascii(type->essence) == type->essence, "a type is in lower case");
    for (const auto& [name, content] : type->parameters) require(core::to_lower_ascii(name) == name, "names are in lower case");
}

void check_range(const std::string& value, std::uint64_t size) {
    const auto answer = range_of(testing::get("/media/x", {{"Range", value}}), size, "\"tag\"");
    require(!(answer.range && answer.unsatisfiable), "there is one answer");
    if (!answer.range) return;
    require(answer.range->length > 0, "a range holds something");
    require(answer.range->first < size && answer.range->length <= size - answer.range->first, "a range is within the content");
}

void check_uri(const std::string& text) {
    if (const auto decoded = percent_decode(text)) require(decoded->size() <= text.size(), "decoding makes nothing longer");
    if (const auto parameter = decode_parameter(text)) {
        require(core::count_code_points(*parameter).has_value(), "a parameter is UTF-8");
        require(!core::has_control_characters(*parameter), "a parameter has no control characters");
    }
    const auto escaped = escape_reference(text);
    require(escape_reference(escaped) == escaped, "escaping twice changes nothing");
    require(find_in_query(with_query_parameter(text, "cursor", "MQ"), "cursor") == "MQ", "what is set is found");
}

}  // namespace
}  // namespace instante::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input{data, size};
    const auto content_size = input.ConsumeIntegral<std::uint64_t>();
    const auto value = input.ConsumeRemainingBytesAsString();
    using namespace instante::http;
    check_media_type(value);
    check_range(value, content_size);
    check_uri(value);
    static_cast<void>(accepts_gzip(value));
    static_cast<void>(not_modified(testing::get("/", {{"If-None-Match", value}}), "\"tag\""));
    return 0;
}
