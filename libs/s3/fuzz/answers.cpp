// What S3, or whoever stands in its place, answers: XML within its limits, only keys that are ours, and what is written is read
// as it was.
#include "s3/answers.hpp"

#include <algorithm>
#include <string>

#include "core/fuzz/require.hpp"
#include "core/text.hpp"
#include "s3/xml.hpp"

namespace instante::s3 {
namespace {

using fuzz::require;

std::size_t check_element(const XmlElement& element, std::size_t depth) {
    require(depth <= 16, "a tree is no deeper than it may be");
    require(core::count_code_points(element.text).has_value(), "text is UTF-8");
    std::size_t count = 1;
    for (const auto& child : element.children) {
        require(element.find(child.name) != nullptr, "what is there is found");
        count += check_element(child, depth + 1);
    }
    return count;
}

void check_xml(const std::string& text) {
    const auto root = parse_xml(text);
    if (!root) {
        require(root.error().code() == core::malformed, "what is no XML is malformed");
        return;
    }
    require(check_element(*root, 1) <= 20'000, "a tree is no larger than it may be");
    const auto again = parse_xml("<a>" + escape_xml(root->text) + "</a>");
    require(again && again->text == root->text && again->children.empty(), "text that is written is read as it was");
}

void check_page(const std::string& text) {
    const auto page = read_page(text);
    if (!page) return;
    std::vector<std::string> keys;
    for (const auto& info : page->infos) {
        require(blob::is_key(info.key), "what is listed is ours");
        keys.push_back(info.key);
    }
    const auto deletion = parse_xml(render_deletion(keys));
    require(deletion && deletion->children.size() == keys.size() + 1, "each key is to be deleted");
    for (std::size_t i = 0; i < keys.size(); ++i)
        require(deletion->children[i + 1].text_of("Key") == keys[i], "what was listed is what is deleted");
}

void check_refusal(const std::string& text) {
    http::ClientResponse response;
    response.status = 400;
    response.content = text;
    const auto refusal = read_refusal(response);
    require(refusal.status == 400, "a refusal keeps its status");
    require(!(is_completed(text) && !refusal.code.empty()), "an answer is a refusal or a success, not both");
}

void check_date(const std::string& text) {
    const auto date = parse_http_date(text);
    require(!date || std::ranges::find(text, '\0') == text.end(), "a date has nothing after it");
}

}  // namespace
}  // namespace instante::s3

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{reinterpret_cast<const char*>(data), size};
    using namespace instante::s3;
    check_xml(text);
    check_page(text);
    check_refusal(text);
    check_date(text);
    static_cast<void>(read_upload_id(text));
    static_cast<void>(read_deletion_failure(text));
    return 0;
}
