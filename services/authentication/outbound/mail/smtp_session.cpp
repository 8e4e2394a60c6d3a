#include "authentication/outbound/mail/smtp_session.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "authentication/domain/errors.hpp"

namespace instante::authentication {

namespace {

struct ListDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListDeleter>;

/// What is left to send of a message.
struct Unsent {
    std::string_view content;
};

std::size_t give_content(char* room, std::size_t size, std::size_t count, void* unsent) {
    auto& content = static_cast<Unsent*>(unsent)->content;
    const auto given = std::min(size * count, content.size());
    std::memcpy(room, content.data(), given);
    content.remove_prefix(given);
    return given;
}

long use_ssl(SmtpTls tls) {
    switch (tls) {
        case SmtpTls::never:
            return CURLUSESSL_NONE;
        case SmtpTls::if_offered:
            return CURLUSESSL_TRY;
        case SmtpTls::required:
        case SmtpTls::at_once:
            return CURLUSESSL_ALL;
    }
    return CURLUSESSL_ALL;
}

/// libcurl takes our name for EHLO as the path.
std::string url_of(const SmtpServer& server, const std::string& name) {
    auto url = server.url.substr(0, server.url.find('?'));
    while (url.ends_with('/')) url.pop_back();
    return url + '/' + name;
}

bool is_refusal_of_us(long reply) {
    constexpr std::array replies{454L, 530L, 534L, 535L, 538L};  // RFC 4954 §6, RFC 3207 §4
    return std::ranges::find(replies, reply) != replies.end();
}

}  // namespace

struct SmtpSession::Handle {
    Handle(const SmtpServer& server, const std::string& name);
    ~Handle() { curl_easy_cleanup(easy); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    [[nodiscard]] Result<void> perform();
    [[nodiscard]] core::Error failure(CURLcode code) const;

    CURL* easy;
    std::string address;
    std::array<char, CURL_ERROR_SIZE> said{};
};

SmtpSession::Handle::Handle(const SmtpServer& server, const std::string& name)
    : easy(curl_easy_init()), address(address_of(server.url)) {
    constexpr long kept_seconds = 20;
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_URL, url_of(server, name).c_str());
    curl_easy_setopt(easy, CURLOPT_USE_SSL, use_ssl(tls_of(server.url)));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(server.connect_deadline.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(server.deadline.count()));
    curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, kept_seconds);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, said.data());
    if (!server.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, server.ca_file.c_str());
}

Result<void> SmtpSession::Handle::perform() {
    said.front() = '\0';
    const auto code = curl_easy_perform(easy);
    if (code == CURLE_OK) return boost::system::in_place_value;
    return failure(code);
}

/// What libcurl says of a failure holds replies' numbers, never their text, which may repeat an address.
core::Error SmtpSession::Handle::failure(CURLcode code) const {
    long reply = 0;
    curl_off_t begun_after = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &reply);
    curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &begun_after);
    auto note = address + ": " + (said.front() != '\0' ? said.data() : curl_easy_strerror(code));
    if (code == CURLE_LOGIN_DENIED || is_refusal_of_us(reply))
        return core::Error{core::engine_away, address + " refuses the user or the password (" + std::to_string(reply) + ")"};
    // MAIL, RCPT and DATA that are refused, or the mail itself; a greeting that is none comes before.
    const bool is_about_the_message = code == CURLE_SEND_ERROR || (code == CURLE_WEIRD_SERVER_REPLY && begun_after > 0);
    if (is_about_the_message && reply >= 500) return core::Error{mail_refused, std::move(note)};
    if (is_about_the_message && reply >= 400 && reply != 421) return core::Error{core::unavailable, std::move(note)};
    return core::Error{core::engine_away, std::move(note)};
}

SmtpSession::SmtpSession(const SmtpServer& server, const std::string& name) : handle_(std::make_unique<Handle>(server, name)) {}

SmtpSession::~SmtpSession() = default;

Result<void> SmtpSession::send(const SmtpMessage& message) {
    auto* easy = handle_->easy;
    Unsent unsent{message.content};
    const List recipients{curl_slist_append(nullptr, ('<' + message.recipient + '>').c_str())};
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, ('<' + message.sender + '>').c_str());
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_content);
    curl_easy_setopt(easy, CURLOPT_READDATA, &unsent);
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.content.size()));
    auto sent = handle_->perform();
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, nullptr);
    return sent;
}

Result<void> SmtpSession::greet() {
    curl_easy_setopt(handle_->easy, CURLOPT_CONNECT_ONLY, 1L);
    return handle_->perform();
}

}  // namespace instante::authentication
