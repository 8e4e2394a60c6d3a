// Certificates that change while the server runs.
#include "http/server/certificate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "async/loops.hpp"
#include "async/run.hpp"
#include "http/client.hpp"
#include "http/errors.hpp"
#include "http/server.hpp"
#include "http/server/tls_pair.hpp"
#include "http/tests/certificate.hpp"
#include "telemetry/log_sink.hpp"

namespace instante::http {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// Two pairs, and a folder of the files that are in use.
class CertificateTest : public ::testing::Test {
protected:
    CertificateTest() : folder(fs::temp_directory_path() / ("instante-certificate-" + std::to_string(::getpid()))) {
        for (const auto* name : {"first", "second", "used"}) fs::create_directories(folder / name);
        first = testing::make_certificate(folder / "first");
        second = testing::make_certificate(folder / "second");
        used = {folder / "used" / "certificate.pem", folder / "used" / "key.pem"};
        put(first.certificate, used.certificate);
        put(first.key, used.key);
    }
    ~CertificateTest() override { fs::remove_all(folder); }

    /// As tools for certificates do: a new file in the place of the old.
    static void put(const fs::path& from, const fs::path& to) {
        const auto made = to.string() + ".new";
        fs::copy_file(from, made, fs::copy_options::overwrite_existing);
        fs::rename(made, to);
    }
    static void write(const fs::path& file, std::string_view content) { std::ofstream{file} << content; }

    fs::path folder;
    testing::Certificate first;
    testing::Certificate second;
    testing::Certificate used;
};

TEST_F(CertificateTest, IsReadAnewOnlyWhenItsFilesChange) {
    auto certificate = std::move(server::Certificate::load(used.certificate, used.key)).value();
    const auto before = certificate->current();
    EXPECT_FALSE(certificate->refresh().value());
    EXPECT_EQ(certificate->current(), before);
    put(second.key, used.key);
    put(second.certificate, used.certificate);
    EXPECT_TRUE(certificate->refresh().value());
    EXPECT_NE(certificate->current(), before);
    EXPECT_FALSE(certificate->refresh().value());
}

TEST_F(CertificateTest, IsExaminedTogetherWithItsKey) {
    const auto now = core::SystemClock{}.now();
    const auto validity = server::examine_tls_pair(first.certificate, first.key).value();
    EXPECT_LT(validity.from, now);
    EXPECT_GT(validity.until, now + 23h);
    EXPECT_LT(validity.until, now + 25h);
    EXPECT_EQ(server::examine_tls_pair(first.certificate, second.key).error().code(), bad_certificate_key);
    EXPECT_EQ(server::examine_tls_pair(first.key, first.key).error().code(), bad_certificate);
}

TEST_F(CertificateTest, APairThatCannotBeUsedLeavesTheOldOneInForceAndIsToldOnce) {
    auto certificate = std::move(server::Certificate::load(used.certificate, used.key)).value();
    const auto before = certificate->current();
    put(second.certificate, used.certificate);
    const auto refused = certificate->refresh();
    ASSERT_FALSE(refused) << "the key is still the old one";
    EXPECT_EQ(refused.error().code(), bad_certificate_key);
    EXPECT_THAT(refused.error().note(), HasSubstr(used.key.string() + ": it does not belong to certificate"));
    EXPECT_FALSE(certificate->refresh().value()) << "told already";
    EXPECT_EQ(certificate->current(), before);
    put(second.key, used.key);
    EXPECT_TRUE(certificate->refresh().value()) << "now it is whole";
    fs::remove(used.certificate);
    EXPECT_EQ(certificate->refresh().error().code(), bad_certificate);
}

TEST_F(CertificateTest, FilesThatAreNoneAreRefusedByName) {
    const auto absent = server::Certificate::load(folder / "nowhere.pem", used.key);
    EXPECT_EQ(absent.error().code(), bad_certificate);
    EXPECT_THAT(absent.error().note(), HasSubstr("nowhere.pem: No such file"));
    write(used.key, "no key");
    const auto garbage = server::Certificate::load(used.certificate, used.key);
    EXPECT_EQ(garbage.error().code(), bad_certificate_key);
    EXPECT_THAT(garbage.error().note(), HasSubstr(used.key.string()));
}

TEST_F(CertificateTest, ARunningServerShowsTheNewOneToNewConnections) {
    const auto sink = std::make_shared<telemetry::MemorySink>();
    telemetry::Log log{sink, "test"};
    telemetry::Metrics metrics;
    Router router{log, metrics};
    router.add(Method::get, "/", [](Request) -> Task<Result<Response>> { co_return text(200, "text/plain", "hello"); });
    async::Loops loops{1};
    ServerOptions options;
    options.tls_certificate = used.certificate;
    options.tls_key = used.key;
    options.certificate_check = 5ms;
    auto server = std::move(Server::listen(options, router, loops, log, metrics)).value();
    server->start();
    const ClientRequest request{
        .method = Method::get, .url = "https://127.0.0.1:" + std::to_string(server->port()) + "/", .headers = {}, .content = {}};
    const auto answers = [&request](Client& client) { return async::run(client.send(request)).has_value(); };
    ClientOptions trust_first;
    trust_first.ca_file = first.certificate;
    ClientOptions trust_second;
    trust_second.ca_file = second.certificate;

    Client early{trust_first};
    EXPECT_TRUE(answers(early));
    Client hopeful{trust_second};
    EXPECT_FALSE(answers(hopeful));
    put(second.key, used.key);
    put(second.certificate, used.certificate);
    const auto give_up = std::chrono::steady_clock::now() + 20s;
    while (!answers(hopeful) && std::chrono::steady_clock::now() < give_up) std::this_thread::sleep_for(5ms);
    EXPECT_TRUE(answers(hopeful));
    EXPECT_TRUE(answers(early)) << "its connection goes on";
    Client late{trust_first};
    EXPECT_FALSE(answers(late));
    loops.run(0, server->stop());
    loops.stop();
}

}  // namespace
}  // namespace instante::http
