// JSON: texts that are written are read as they were, and what is read can be passed on.
#include <string>

#include "core/fuzz/require.hpp"
#include "core/text.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

namespace instante::json {
namespace {

using fuzz::require;

/// Asks for every kind under the names that the corpus uses.
void read_everything(Object object, int depth) {
    for (const auto* name : {"id", "text", "images", "a|b", ""}) {
        object.string(name);
        object.integer(name);
        object.optional_boolean(name);
        object.time(name);
        object.optional_strings(name);
        if (const auto id = object.id<core::Id<struct Tag>>(name)) require(id->value != 0, "zero is nobody's");
        object.optional_ids<core::Id<struct Tag>>(name);
        for (auto& each : object.objects(name))
            if (depth < 3) read_everything(each, depth + 1);
        if (auto inner = object.optional_object(name); inner && depth < 3) read_everything(*inner, depth + 1);
    }
}

void check_reading(const std::string& text) {
    auto document = Document::parse(text);
    if (!document) return require(document.error().kind() == core::Kind::malformed, "what is no JSON is malformed");
    require(core::count_code_points(text).has_value(), "JSON is UTF-8");
    auto root = document->root();
    if (const auto kept = root.raw("images"); !kept.empty()) {
        auto again = Document::parse("{\"images\":" + kept + '}');
        require(again.has_value(), "what is kept can be read again");
        // Boost.JSON 1.81 reads numbers with fractions or exponents to within a digit: those may change.
        const bool is_exact = kept.find_first_of(".E") == std::string::npos;
        require(!is_exact || again->root().raw("images") == kept, "what is kept can be passed on");
    }
    read_everything(root, 0);
    if (const auto outcome = document->outcome(); !outcome)
        require(outcome.error().fields().size() <= 100, "refusals are bounded");
}

void check_writing(const std::string& text, std::int64_t number) {
    std::string json;
    Writer{json}
        .object()
        .field("text", text)
        .field("number", number)
        .field("time", core::Timestamp{std::chrono::milliseconds{number % (1ll << 47)}})
        .end_object();
    auto document = Document::parse(json);
    require(document.has_value(), "what is written can be read");
    auto root = document->root();
    const auto read = root.string("text").value();
    require(core::count_code_points(read).has_value(), "texts are UTF-8");
    if (core::count_code_points(text)) require(read == text, "a text is read as it was written");
    require(root.integer("number") == number, "a number is read as it was written");
}

}  // namespace
}  // namespace instante::json

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input{data, size};
    const auto number = input.ConsumeIntegral<std::int64_t>();
    const auto text = input.ConsumeRemainingBytesAsString();
    instante::json::check_reading(text);
    instante::json::check_writing(text, number);
    return 0;
}
