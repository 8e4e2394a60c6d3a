#include "http/client_transfer.hpp"

#include <algorithm>
#include <utility>

#include "core/text.hpp"
#include "http/public_address.hpp"

namespace instante::http {
namespace {

/// libcurl opens no socket to an address that is not public (`ClientOptions::public_only`): checked after the name is resolved,
/// so that no name service can talk us into our own network.
curl_socket_t open_public_socket(void*, curlsocktype, curl_sockaddr* address) {
    if (!is_public_address(address->addr)) return CURL_SOCKET_BAD;
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void set_transport(CURL* easy, const ClientOptions& options, const std::string& url) {
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2TLS});
    curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_deadline.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(options.deadline.count()));
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "Instante");
    if (url.starts_with("https:")) {
        curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);  // rather another stream than another connection: known once TLS stands
    } else {
        curl_easy_setopt(easy, CURLOPT_PROXY, "");  // only neighbours are spoken to in the clear
    }
    if (!options.ca_file.empty())
        curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());  // the system's folder stays trusted
    if (options.public_only) curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_public_socket);
}

/// Whether a failure of this code can only come before the request was sent.
bool is_before_sending(CURLcode code) {
    constexpr std::array codes{
        CURLE_COULDNT_RESOLVE_PROXY,    CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR,
        CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,   CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER};
    return std::ranges::find(codes, code) != codes.end();
}

}  // namespace

void Transfer::prepare(CURL* easy, const ClientOptions& options) {
    response_limit_ = options.response_limit;
    curl_easy_setopt(easy, CURLOPT_URL, request_.url.c_str());
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, message_.data());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_content);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    set_transport(easy, options, request_.url);
    set_method(easy);
    set_header_lines(easy);
}

void Transfer::set_method(CURL* easy) {
    if (request_.method == Method::head) {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
        return;
    }
    const std::string_view content = request_.shared.owner ? request_.shared.part : std::string_view{request_.content};
    if (request_.method == Method::get && content.empty()) return;
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(content.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, content.empty() ? "" : content.data());  // none would have it call back for some
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, std::string{to_string(request_.method)}.c_str());
}

void Transfer::set_header_lines(CURL* easy) {
    const auto add = [this](const std::string& line) {
        auto* longer = curl_slist_append(header_lines_.get(), line.c_str());
        if (!longer) return;
        static_cast<void>(header_lines_.release());
        header_lines_.reset(longer);
    };
    bool has_type = false;
    for (const auto& [name, value] : request_.headers) {
        has_type = has_type || same_name(name, "Content-Type");
        add(value.empty() ? name + ';' : name + ": " + value);  // libcurl's way to send an empty field
    }
    if (!has_type) add("Content-Type:");  // libcurl would say that it is a web form
    add("Expect:");                       // and wait a second for 100 Continue
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, header_lines_.get());
}

std::size_t Transfer::take_content(char* bytes, std::size_t size, std::size_t count, void* transfer) {
    auto& self = *static_cast<Transfer*>(transfer);
    auto& content = self.response_.content;
    const auto length = size * count;
    if (length > self.response_limit_ - content.size()) {
        self.beyond_limit_ = true;
        return CURL_WRITEFUNC_ERROR;
    }
    content.append(bytes, length);
    return length;
}

std::size_t Transfer::take_header(char* bytes, std::size_t size, std::size_t count, void* transfer) {
    constexpr std::size_t header_limit = 64 * 1024;
    auto& self = *static_cast<Transfer*>(transfer);
    auto& headers = self.response_.headers;
    const std::string_view line{bytes, size * count};
    self.header_bytes_ += line.size();
    if (self.header_bytes_ > header_limit) {
        self.beyond_limit_ = true;
        return CURL_WRITEFUNC_ERROR;
    }
    if (line.starts_with("HTTP/")) {
        headers = Headers{};  // an answer after an interim one (100, 103) begins anew
    } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
        headers.add(line.substr(0, colon), core::trim(line.substr(colon + 1)));
    }
    return line.size();
}

void Transfer::complete(CURL* easy, CURLcode code) {
    if (code != CURLE_OK) return fail(failure_of(easy, code));
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    response_.status = static_cast<int>(status);
    outcome_.set(std::move(response_));
}

core::Error Transfer::failure_of(CURL* easy, CURLcode code) const {
    std::string note = message_.front() != '\0' ? std::string{message_.data()} : std::string{curl_easy_strerror(code)};
    if (beyond_limit_) note = "the response is beyond its limit";
    if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) return core::Error{core::malformed, std::move(note)};
    curl_off_t sent_after = 0;
    curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &sent_after);
    if (beyond_limit_ || sent_after == 0 || is_before_sending(code)) return core::Error{core::unavailable, std::move(note)};
    return core::Error{core::timed_out, std::move(note)};
}

}  // namespace instante::http
