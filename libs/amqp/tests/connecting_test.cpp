#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "amqp/amqp.hpp"
#include "amqp/server.hpp"
#include "async/run.hpp"
#include "broker.hpp"
#include "bus/tests/consuming.hpp"

// What is said when the broker cannot be used, and that nothing secret is in it.
namespace instante::amqp {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string why_refused(const std::string& url, const std::string& ca_file = {}) {
    auto options = test_options();
    options.url = url;
    options.ca_file = ca_file;
    const auto opened = open_bus(std::move(options), system_clock(), quiet_log());
    return opened ? "it was opened" : opened.error().note();
}

std::string with(const std::string& url, const std::string& old, const std::string& fresh) {
    auto changed = url;
    return changed.replace(changed.find(old), old.size(), fresh);
}

const char* tls_url() {
    return std::getenv("INSTANTE_TEST_AMQPS");
}

TEST(Connecting, APortWhereNobodyListensIsNamed) {
    EXPECT_THAT(why_refused("amqp://u:hunter2@127.0.0.1:1/v"),
                AllOf(HasSubstr("127.0.0.1:1: nobody listens there"), Not(HasSubstr("hunter2"))));
}

TEST(Connecting, AHostThatIsNotThereIsNamed) {
    EXPECT_THAT(why_refused("amqp://u:hunter2@host.invalid/v"),
                AllOf(HasSubstr("host.invalid:5672: "), Not(HasSubstr("hunter2"))));
}

TEST(Connecting, AWrongPasswordIsSaidAndNotRepeated) {
    if (!has_broker()) GTEST_SKIP() << "INSTANTE_TEST_AMQP names no broker";
    const auto password = parse_server(broker_url()).value().password;
    const auto why = why_refused(with(broker_url(), password, "hunter2"));
    EXPECT_THAT(why, AllOf(HasSubstr("it refuses the user tests, or the password"), Not(HasSubstr("hunter2"))));
}

TEST(Connecting, AVhostThatIsNotThereIsNamed) {
    if (!has_broker()) GTEST_SKIP() << "INSTANTE_TEST_AMQP names no broker";
    const auto why = why_refused(broker_url() + "-of-others");
    EXPECT_THAT(why,
                AllOf(HasSubstr("no vhost instante-of-others"), Not(HasSubstr(parse_server(broker_url()).value().password))));
}

TEST(Connecting, ACertificateOfACaWeTrustIsTrusted) {
    if (tls_url() == nullptr) GTEST_SKIP() << "INSTANTE_TEST_AMQPS names no broker with TLS";
    auto options = test_options();
    options.url = tls_url();
    options.ca_file = std::getenv("INSTANTE_TEST_AMQP_CA");
    auto bus = open_bus(std::move(options), system_clock(), quiet_log()).value();
    ASSERT_TRUE(async::run(bus->publish(bus::outgoing(bus::to_queue("tls-test"), {"a"}))));
    EXPECT_EQ(async::run(bus::take(*bus, "tls-test", 1)).at(0).id, "a");
}

TEST(Connecting, ACertificateOfAnybodyElseIsRefused) {
    if (tls_url() == nullptr) GTEST_SKIP() << "INSTANTE_TEST_AMQPS names no broker with TLS";
    EXPECT_THAT(why_refused(tls_url()), HasSubstr("trust"));
    const auto* ca_file = std::getenv("INSTANTE_TEST_AMQP_CA");
    EXPECT_THAT(why_refused(with(tls_url(), "localhost", "127.0.0.1"), ca_file), HasSubstr("certificate"));
    EXPECT_THAT(why_refused(tls_url(), "/nowhere.pem"), HasSubstr("--ca-file: /nowhere.pem"));
    EXPECT_THAT(why_refused(with(broker_url(), "amqp:", "amqps:"), ca_file), HasSubstr("no TLS there"));
}

}  // namespace
}  // namespace instante::amqp
