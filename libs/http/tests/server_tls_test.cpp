#include <curl/curl.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "server_support.hpp"

namespace instante::http {
namespace {

using namespace testing;

/// A folder with a certificate for 127.0.0.1 that signs itself, and its key; gone with this.
class Certificate {
public:
    Certificate() {
        std::filesystem::create_directories(folder_);
        auto* pair = EVP_EC_gen("P-256");
        auto* certificate = X509_new();
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, pair);
        auto* name = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1, 0);
        X509_set_issuer_name(certificate, name);
        X509_sign(certificate, pair, EVP_sha256());
        auto* file = std::fopen(path().c_str(), "w");
        PEM_write_X509(file, certificate);
        std::fclose(file);
        file = std::fopen(key().c_str(), "w");
        PEM_write_PrivateKey(file, pair, nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(file);
        X509_free(certificate);
        EVP_PKEY_free(pair);
    }
    ~Certificate() { std::filesystem::remove_all(folder_); }
    Certificate(const Certificate&) = delete;
    Certificate& operator=(const Certificate&) = delete;

    [[nodiscard]] std::filesystem::path path() const { return folder_ / "certificate.pem"; }
    [[nodiscard]] std::filesystem::path key() const { return folder_ / "key.pem"; }

private:
    std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("instante-tls-" + std::to_string(::getpid()));
};

ServerOptions with_tls(const Certificate& certificate) {
    ServerOptions options;
    options.tls_certificate = certificate.path();
    options.tls_key = certificate.key();
    return options;
}

struct Fetched {
    long status = 0;
    long version = 0;
    std::string content;
};

Fetched fetch(std::uint16_t port, const std::string& path, long version, const std::string& content = {}) {
    Fetched fetched;
    auto* curl = curl_easy_init();
    const auto url = "https://127.0.0.1:" + std::to_string(port) + path;
    const auto append = +[](char* bytes, std::size_t, std::size_t size, std::string* to) {
        to->append(bytes, size);
        return size;
    };
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, version);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &fetched.content);
    if (!content.empty()) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, content.data());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(content.size()));
    }
    EXPECT_EQ(curl_easy_perform(curl), CURLE_OK);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &fetched.status);
    curl_easy_getinfo(curl, CURLINFO_HTTP_VERSION, &fetched.version);
    curl_easy_cleanup(curl);
    return fetched;
}

TEST(ServerTls, SpeaksHttp2WhereTheClientCan) {
    const Certificate certificate;
    TestServer server{with_tls(certificate)};
    const auto fetched = fetch(server.port(), "/peer", CURL_HTTP_VERSION_2TLS);
    EXPECT_EQ(fetched.version, CURL_HTTP_VERSION_2_0);
    EXPECT_EQ(fetched.content, "127.0.0.1 secure 127.0.0.1:" + std::to_string(server.port()));
}

TEST(ServerTls, SpeaksHttp1WhereItCannot) {
    const Certificate certificate;
    TestServer server{with_tls(certificate)};
    const auto fetched = fetch(server.port(), "/peer", CURL_HTTP_VERSION_1_1);
    EXPECT_EQ(fetched.version, CURL_HTTP_VERSION_1_1);
    EXPECT_EQ(fetched.content, "127.0.0.1 secure 127.0.0.1:" + std::to_string(server.port()));
}

TEST(ServerTls, TakesAndSendsBigContent) {
    const Certificate certificate;
    TestServer server{with_tls(certificate)};
    const std::string content(5 << 20, 'e');
    for (const auto version : {CURL_HTTP_VERSION_1_1, CURL_HTTP_VERSION_2TLS}) {
        EXPECT_EQ(fetch(server.port(), "/echo", version, content).content, content);
        EXPECT_EQ(fetch(server.port(), "/pieces?count=100&size=10000", version).content.size(), 1'000'000u);
        EXPECT_EQ(fetch(server.port(), "/small", version, std::string(2000, 'x')).status, 413);
    }
}

TEST(ServerTls, ShowsItsAnswerBeforeItClosesOnTooMuchUnreadContent) {
    const Certificate certificate;
    TestServer server{with_tls(certificate)};
    const std::string content(8 << 20, 'x');
    EXPECT_EQ(fetch(server.port(), "/ignore", CURL_HTTP_VERSION_1_1, content).content, "ignored");
    for (const auto version : {CURL_HTTP_VERSION_1_1, CURL_HTTP_VERSION_2TLS})
        EXPECT_EQ(fetch(server.port(), "/small", version, content).status, 413);
}

TEST(ServerTls, ClosesOnAClientThatDoesNotSpeakIt) {
    const Certificate certificate;
    TestServer server{with_tls(certificate)};
    RawClient client{server.port()};
    client.send(get("/hello"));
    EXPECT_EQ(client.receive_all().find("HTTP/"), std::string::npos);
    server.wait_for_metric(R"(instante_http_protocol_errors_total{kind="tls",server="test"})", 1);
}

TEST(ServerTls, RefusesVersionsBefore12) {
    const Certificate certificate;
    TestServer server{with_tls(certificate)};
    RawClient client{server.port()};
    auto* context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
    auto* session = SSL_new(context);
    SSL_set_fd(session, client.descriptor());
    EXPECT_NE(SSL_connect(session), 1);
    SSL_free(session);
    SSL_CTX_free(context);
}

TEST(ServerTls, StopsWhileClientsShakeHands) {
    const Certificate certificate;
    auto options = with_tls(certificate);
    options.drain_limit = 50ms;
    TestServer server{options};
    RawClient silent{server.port()};
    RawClient started{server.port()};
    started.send(std::string_view{"\x16\x03\x01\x02\x00\x01", 6});
    server.begin_stop();
    server.wait_until_stopped();
    EXPECT_TRUE(silent.is_closed());
    EXPECT_TRUE(started.is_closed());
}

std::string failure_of(ServerOptions options) {
    const auto sink = std::make_shared<telemetry::MemorySink>();
    telemetry::Log log{sink, "test"};
    telemetry::Metrics metrics;
    const Router router{log, metrics};
    async::Loops loops{1};
    const auto server = Server::listen(std::move(options), router, loops, log, metrics);
    if (server) return {};
    return server.error().note();
}

TEST(ServerListen, SaysWhatIsWrong) {
    const Certificate certificate;
    ServerOptions options;
    options.tls_certificate = "/nowhere/certificate.pem";
    options.tls_key = certificate.key();
    EXPECT_NE(failure_of(options).find("/nowhere/certificate.pem"), std::string::npos);
    options.tls_certificate = certificate.path();
    options.tls_key = "/nowhere/key.pem";
    EXPECT_NE(failure_of(options).find("/nowhere/key.pem"), std::string::npos);
    options = {};
    options.host = "no such host";
    EXPECT_NE(failure_of(options).find("no such host"), std::string::npos);
}

TEST(ServerListen, DoesNotShareThePortOfAnotherServer) {
    TestServer first;
    ServerOptions options;
    options.port = first.port();
    EXPECT_NE(failure_of(options).find(std::to_string(first.port())), std::string::npos);
}

}  // namespace
}  // namespace instante::http
