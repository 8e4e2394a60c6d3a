#include "s3/answers.hpp"

#include <charconv>
#include <ctime>
#include <utility>

#include "core/text.hpp"
#include "http/uri.hpp"
#include "s3/xml.hpp"

namespace instante::s3 {
namespace {

constexpr std::string_view name_space = R"( xmlns="http://s3.amazonaws.com/doc/2006-03-01/")";

std::optional<blob::Info> read_info(const XmlElement& content) {
    auto key = http::percent_decode(content.text_of("Key"));
    if (!key || !blob::is_key(*key)) return std::nullopt;
    const auto size = core::trim(content.text_of("Size"));
    blob::Info info{
        std::move(*key), {}, core::parse_rfc3339(core::trim(content.text_of("LastModified"))).value_or(core::Timestamp{})};
    const auto [stopped, failure] = std::from_chars(size.data(), size.data() + size.size(), info.size.count);
    if (failure != std::errc{} || stopped != size.data() + size.size()) return std::nullopt;
    return info;
}

core::Error unexpected(std::string_view what) {
    return core::Error{core::malformed, "S3 answered with no " + std::string{what}};
}

}  // namespace

Refusal read_refusal(const http::ClientResponse& response) {
    Refusal refusal{response.status, {}, std::string{response.headers.find("x-amz-bucket-region").value_or("")}};
    const auto root = parse_xml(response.content);
    if (!root || root->name != "Error") return refusal;
    refusal.code = root->text_of("Code");
    if (refusal.region.empty()) refusal.region = root->text_of("Region");
    return refusal;
}

Result<Page> read_page(std::string_view xml) {
    const auto root = parse_xml(xml);
    if (!root || root->name != "ListBucketResult") return unexpected("list");
    Page page;
    for (const auto& child : root->children) {
        if (child.name != "Contents") continue;
        page.last = http::percent_decode(child.text_of("Key")).value_or("");
        if (auto info = read_info(child)) page.infos.push_back(std::move(*info));
    }
    if (core::trim(root->text_of("IsTruncated")) == "true") page.token = root->text_of("NextContinuationToken");
    return page;
}

Result<std::string> read_upload_id(std::string_view xml) {
    const auto root = parse_xml(xml);
    if (!root || root->text_of("UploadId").empty()) return unexpected("upload");
    return std::string{root->text_of("UploadId")};
}

bool is_completed(std::string_view xml) {
    const auto root = parse_xml(xml);
    return root && root->name == "CompleteMultipartUploadResult";
}

std::string render_deletion(const std::vector<std::string>& keys) {
    std::string xml = "<Delete" + std::string{name_space} + "><Quiet>true</Quiet>";
    for (const auto& key : keys) xml.append("<Object><Key>").append(escape_xml(key)).append("</Key></Object>");
    return xml += "</Delete>";
}

Result<std::optional<std::string>> read_deletion_failure(std::string_view xml) {
    const auto root = parse_xml(xml);
    if (!root || root->name != "DeleteResult") return unexpected("result of a deletion");
    for (const auto& child : root->children) {
        if (child.name == "Error" && child.text_of("Code") != "NoSuchKey")
            return std::optional{std::string{child.text_of("Code")}};
    }
    return std::optional<std::string>{};
}

std::string render_parts(const std::vector<std::string>& etags) {
    std::string xml = "<CompleteMultipartUpload" + std::string{name_space} + ">";
    for (std::size_t i = 0; i < etags.size(); ++i) {
        xml.append("<Part><PartNumber>").append(std::to_string(i + 1)).append("</PartNumber><ETag>");
        xml.append(escape_xml(etags[i])).append("</ETag></Part>");
    }
    return xml += "</CompleteMultipartUpload>";
}

std::optional<core::Timestamp> parse_http_date(std::string_view text) {
    std::tm parts{};
    const std::string terminated{text};
    const auto* end = ::strptime(terminated.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    if (end == nullptr || end != terminated.c_str() + terminated.size()) return std::nullopt;
    return core::Timestamp{std::chrono::seconds{::timegm(&parts)}};
}

}  // namespace instante::s3
