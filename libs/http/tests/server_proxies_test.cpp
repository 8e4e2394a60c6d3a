#include <gtest/gtest.h>

#include "http/server/proxies.hpp"
#include "server_support.hpp"

namespace instante::http {
namespace {

using namespace testing;
using server::TrustedProxies;

using Fields = std::vector<std::pair<std::string_view, std::string_view>>;

Peer resolve(const std::vector<std::string>& networks, const Fields& fields,
             Peer nearest = {.address = "10.0.0.1", .secure = false}) {
    Headers headers;
    for (const auto& [name, value] : fields) headers.add(name, value);
    return TrustedProxies::parse(networks).value().resolve(std::move(nearest), headers);
}

TEST(TrustedProxies, KnowTheirNetworks) {
    const auto proxies = TrustedProxies::parse({"10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::1"}).value();
    const auto trusts = [&](const char* address) { return proxies.contains(boost::asio::ip::make_address(address)); };
    EXPECT_TRUE(trusts("10.200.3.4"));
    EXPECT_TRUE(trusts("192.0.2.7"));
    EXPECT_TRUE(trusts("2001:db8:1::2"));
    EXPECT_TRUE(trusts("::1"));
    EXPECT_TRUE(trusts("::ffff:10.0.0.1"));
    EXPECT_FALSE(trusts("11.0.0.1"));
    EXPECT_FALSE(trusts("192.0.2.8"));
    EXPECT_FALSE(trusts("2001:db9::1"));
}

TEST(TrustedProxies, RefuseWhatIsNoNetwork) {
    for (const auto* text : {"", "10.0.0.0/33", "10.0.0", "proxy.example.org", "2001:db8::/129", "10.0.0.0/"})
        EXPECT_FALSE(TrustedProxies::parse({text})) << text;
}

TEST(TrustedProxies, TakeTheRightmostAddressThatIsNotTheirs) {
    EXPECT_EQ(resolve({"10.0.0.0/8"}, {{"X-Forwarded-For", "203.0.113.9"}}).address, "203.0.113.9");
    EXPECT_EQ(resolve({"10.0.0.0/8"}, {{"X-Forwarded-For", "1.1.1.1, 203.0.113.9, 10.1.1.1"}}).address, "203.0.113.9");
    EXPECT_EQ(resolve({"10.0.0.0/8"}, {{"X-Forwarded-For", "1.1.1.1"}, {"x-forwarded-for", "203.0.113.9"}}).address,
              "203.0.113.9");
    EXPECT_EQ(resolve({"10.0.0.0/8"}, {{"X-Forwarded-For", "10.2.2.2, 10.1.1.1"}}).address, "10.2.2.2");
    EXPECT_EQ(resolve({"10.0.0.0/8"}, {{"X-Forwarded-For", "203.0.113.9, unknown, 10.1.1.1"}}).address, "10.1.1.1");
    EXPECT_EQ(resolve({"10.0.0.0/8"}, {{"X-Forwarded-For", "203.0.113.9:4711"}}).address, "203.0.113.9");
    EXPECT_EQ(resolve({"10.0.0.0/8"}, {}).address, "10.0.0.1");
}

TEST(TrustedProxies, ReadForwarded) {
    const auto peer =
        resolve({"10.0.0.0/8"}, {{"Forwarded", "for=1.1.1.1;proto=http, For=\"[2001:db8::17]:4711\";Proto=https;by=10.0.0.1"}});
    EXPECT_EQ(peer.address, "2001:db8::17");
    EXPECT_TRUE(peer.secure);
}

TEST(TrustedProxies, TellWhetherTheClientCameByTls) {
    EXPECT_TRUE(resolve({"10.0.0.0/8"}, {{"X-Forwarded-Proto", "https"}}).secure);
    EXPECT_FALSE(resolve({"10.0.0.0/8"}, {{"X-Forwarded-Proto", "http"}}, {.address = "10.0.0.1", .secure = true}).secure);
    EXPECT_TRUE(resolve({"10.0.0.0/8"}, {}, {.address = "10.0.0.1", .secure = true}).secure);
}

TEST(ServerProxies, AreBelievedOnlyWhenTrusted) {
    const auto forwarded = get("/peer", "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n");
    ServerOptions options;
    TestServer closed{options};
    RawClient stranger{closed.port()};
    stranger.send(forwarded);
    EXPECT_EQ(stranger.receive().content, "127.0.0.1 clear test");

    options.trusted_proxies = {"127.0.0.0/8"};
    TestServer open{options};
    RawClient proxy{open.port()};
    proxy.send(forwarded);
    EXPECT_EQ(proxy.receive().content, "203.0.113.9 secure test");
}

}  // namespace
}  // namespace instante::http
