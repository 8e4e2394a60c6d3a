#include "host/operator/doctor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fstream>

#include "blob/testing/temporary_folder.hpp"
#include "host/operator/machine_checks.hpp"
#include "host/tests/operator/desk.hpp"
#include "http/tests/certificate.hpp"

namespace instante::host {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace core::literals;

std::string judged(core::Bytes free, std::uint64_t files_free = 1'000'000) {
    Findings findings;
    judge_room({free, core::Bytes{100'000'000'000}, files_free, 2'000'000}, findings);
    return findings.render();
}

TEST(Findings, AreTellingLinesAndKnowWhetherAnyIsBad) {
    Findings findings;
    findings.fine("disk", "plenty\nof room");
    findings.warn("clock", "adrift");
    EXPECT_FALSE(findings.is_any_bad());
    findings.bad("media", "away");
    EXPECT_TRUE(findings.is_any_bad());
    EXPECT_EQ(findings.render(),
              "fine  disk                    plenty of room\n"
              "warn  clock                   adrift\n"
              "BAD   media                   away\n");
}

TEST(DoctorChecks, RoomOnTheDiskIsJudgedByWhatIsStillToCome) {
    EXPECT_THAT(judged(core::Bytes{50'000'000'000}), StartsWith("fine  disk"));
    EXPECT_THAT(judged(core::Bytes{4'000'000'000}), StartsWith("warn  disk"));
    EXPECT_THAT(judged(100_MiB), StartsWith("BAD   disk"));
    EXPECT_THAT(judged(core::Bytes{50'000'000'000}, 100), HasSubstr("100 files"));
}

struct DoctorTest : testing::Test {
    blob::TemporaryFolder home;
    core::SystemClock clock;
    std::unique_ptr<bus::Bus> bus = bus::make_memory_bus(clock);
    std::unique_ptr<blob::Store> blobs = blob::make_memory_store(clock);
    std::vector<std::unique_ptr<Service>> services;
    config::Settings settings;

    DoctorTest() {
        services.push_back(std::make_unique<testing_desk::Keeper>(std::vector<std::string>{"photo"}));
        settings.data = home.path() / "data";
        settings.listen.port = 0;
        settings.admin_listen.port = 0;
    }
    CommandAnswer server(const fs::path& data, Given given = {}) {
        const std::vector<Command> commands{
            {"doctor", [&](Given more) { return examine_server({data, *bus, *blobs, services}, std::move(more)); }}};
        return testing_desk::order(commands, "doctor", std::move(given));
    }
    CommandAnswer machine(Given given = {}) {
        const std::vector<Command> commands{{"doctor", [&](Given more) { return examine(settings, std::move(more)); }}};
        return testing_desk::order(commands, "doctor", std::move(given));
    }
    std::string clock_of(core::Timestamp now) {
        Findings findings;
        check_clock(home.path(), now, findings);
        return findings.render();
    }
};

TEST_F(DoctorTest, AsksEveryEngineOfARunningServer) {
    const auto answer = server("");
    EXPECT_EQ(answer.status, 0);
    for (const auto* thing : {"bus", "media", "keeper"}) EXPECT_THAT(answer.text, HasSubstr(std::string{"fine  "} + thing));
}

TEST_F(DoctorTest, ReadsTheStoresForDamageWhenItIsToBeThorough) {
    std::ofstream{home.path() / "photo.db"} << std::string(8192, 'x');
    EXPECT_EQ(server(home.path()).status, 0);
    const auto answer = server(home.path(), {{"thorough", {}}});
    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.text, HasSubstr("BAD   photo.db"));
    EXPECT_THAT(answer.text, HasSubstr("restore a backup"));
}

TEST_F(DoctorTest, MakesNoDataFolder) {
    const auto answer = machine();
    EXPECT_EQ(answer.status, 0) << answer.text;
    EXPECT_THAT(answer.text, HasSubstr("is not there yet"));
    EXPECT_FALSE(fs::exists(settings.data));
}

TEST_F(DoctorTest, SaysWhichAddressIsTaken) {
    boost::asio::io_context loop;
    boost::asio::ip::tcp::acceptor taken{loop, {boost::asio::ip::make_address("127.0.0.1"), 0}};
    settings.listen.port = taken.local_endpoint().port();
    const auto answer = machine();
    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.text, HasSubstr("BAD   --listen"));
    EXPECT_THAT(answer.text, Not(HasSubstr("BAD   --admin-listen")));
}

TEST_F(DoctorTest, LooksAtTheFilesThatTheSettingsName) {
    settings.tls_cert = home.path() / "cert.pem";
    settings.tls_key = home.path() / "key.pem";
    std::ofstream{settings.tls_key} << "secret";
    fs::permissions(settings.tls_key, fs::perms::owner_read | fs::perms::others_read);
    const auto answer = machine();
    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.text, HasSubstr("BAD   --tls-cert"));
    EXPECT_THAT(answer.text, HasSubstr("warn  --tls-key"));
    EXPECT_THAT(answer.text, HasSubstr("chmod 600"));
}

TEST_F(DoctorTest, LooksWhetherCertificateAndKeyGoTogetherAndHowLongTheyHold) {
    const auto told = [this](core::Timestamp now) {
        Findings findings;
        check_certificate(settings, now, findings);
        return findings.render();
    };
    EXPECT_EQ(told(clock.now()), "") << "there is none";
    const auto pair = http::testing::make_certificate(home.path());  // holds from yesterday till tomorrow
    settings.tls_cert = pair.certificate;
    settings.tls_key = pair.key;
    using std::chrono::hours;
    EXPECT_THAT(told(clock.now() - hours{48}), StartsWith("BAD   certificate"));
    EXPECT_THAT(told(clock.now() - hours{48}), HasSubstr("is the clock right?"));
    EXPECT_THAT(told(clock.now()), StartsWith("warn  certificate"));
    EXPECT_THAT(told(clock.now()), HasSubstr("renew it"));
    EXPECT_THAT(told(clock.now() + hours{48}), StartsWith("BAD   certificate"));
    EXPECT_THAT(told(clock.now() + hours{48}), HasSubstr("it expired at"));
    fs::create_directory(home.path() / "other");
    settings.tls_key = http::testing::make_certificate(home.path() / "other").key;
    EXPECT_THAT(told(clock.now()), HasSubstr("it does not belong to certificate"));
    settings.tls_key = home.path() / "nowhere.pem";
    EXPECT_EQ(told(clock.now()), "") << "that it cannot be read is told of its setting";
}

TEST_F(DoctorTest, FindsAClockThatWentBack) {
    std::ofstream{home.path() / "photo.db"} << "x";
    EXPECT_THAT(clock_of(clock.now()), Not(HasSubstr("BAD")));
    EXPECT_THAT(clock_of(clock.now() - std::chrono::hours{1}), HasSubstr("photo.db was written at"));
    EXPECT_THAT(clock_of(core::Timestamp{}), HasSubstr("1970"));
}

}  // namespace
}  // namespace instante::host
