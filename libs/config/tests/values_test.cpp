#include "config/values.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <tuple>

#include "config/machine.hpp"
#include "config/table.hpp"

namespace instante::config {
namespace {

const Program instante{"instante", "0.1.0"};

Checked<void> set(Settings& settings, std::string_view name, const std::string& value) {
    return find_setting(name)->set(settings, std::vector{value});
}

TEST(Sizes, AreReadPlainAndWithUnits) {
    Settings settings;
    ASSERT_TRUE(set(settings, "max-image-bytes", "31457280"));
    EXPECT_EQ(settings.max_image_bytes.count, 31457280u);
    ASSERT_TRUE(set(settings, "max-image-bytes", "30MiB"));
    EXPECT_EQ(settings.max_image_bytes.count, 31457280u);
    ASSERT_TRUE(set(settings, "image-memory", "2GiB"));
    EXPECT_EQ(settings.image_memory.count, 2ull << 30);
    ASSERT_TRUE(set(settings, "max-image-pixels", "80MP"));
    EXPECT_EQ(settings.max_image_pixels.count, 80'000'000u);
    ASSERT_TRUE(set(settings, "max-image-pixels", "1234567"));
    EXPECT_EQ(settings.max_image_pixels.count, 1'234'567u);
}

TEST(Sizes, AreShownInTheLargestUnitThatFits) {
    EXPECT_EQ(show(core::Bytes{30u << 20}), "\"30MiB\"");
    EXPECT_EQ(show(core::Bytes{1536}), "1536");
    EXPECT_EQ(show(core::Bytes{3u << 30}), "\"3GiB\"");
    EXPECT_EQ(show(core::Pixels{80'000'000}), "\"80MP\"");
}

TEST(Rates, AreReadInAnyUnitAndShownInTheLargestThatFits) {
    const std::vector<std::tuple<std::string, core::Rate, std::string>> good{
        {"20/1h", {20, std::chrono::hours{1}}, "\"20/1h\""},
        {"20/h", {20, std::chrono::hours{1}}, "\"20/1h\""},
        {"30/10min", {30, std::chrono::minutes{10}}, "\"30/10min\""},
        {"30/10m", {30, std::chrono::minutes{10}}, "\"30/10min\""},
        {"1/90s", {1, std::chrono::seconds{90}}, "\"1/90s\""},
        {"9/120s", {9, std::chrono::minutes{2}}, "\"9/2min\""},
        {"1000000/30d", {1'000'000, std::chrono::days{30}}, "\"1000000/30d\""}};
    for (const auto& [text, rate, shown] : good) {
        Settings settings;
        ASSERT_TRUE(set(settings, "rate-register", text)) << text;
        EXPECT_EQ(settings.rate_register, rate) << text;
        EXPECT_EQ(show(settings.rate_register), shown);
    }
}

TEST(Values, EveryBadOneIsRefused) {
    const std::vector<std::pair<std::string, std::vector<std::string>>> bad{
        {"data", {""}},
        {"ephemeral", {"", "1", "yes", "ON"}},
        {"listen", {"", "8080", "example.org:80"}},
        {"admin-listen", {"", "localhost"}},
        {"public-url", {"", "photos.example.org", "https://u:p@h"}},
        {"tls-cert", {""}},
        {"tls-key", {""}},
        {"redirect-listen", {"", "80"}},
        {"ca-file", {""}},
        {"jwks-url", {"", "file:///etc/passwd"}},
        {"media-secret", {"", "short", std::string(1025, 'x')}},
        {"node", {"", "-1", "8192", "x", "1.5", " 1"}},
        {"cors-origin", {"*", "https://a,b", "https://a/b"}},
        {"trusted-proxies", {"x", "10.0.0.0/33", "10.0.0.0/8,,::1"}},
        {"fanout-threshold", {"", "-1", "1000000001"}},
        {"max-image-bytes", {"", "0", "30MB", "30 MiB", "MiB", "-1", "99999999999999999999", "9223372036854775807GiB"}},
        {"max-image-pixels", {"", "0", "80mp", "80MiB"}},
        {"image-memory", {"", "0"}},
        {"max-images", {"", "0", "11", "101"}},
        {"log-level", {"", "INFO", "trace"}},
        {"rate-limit", {"", "maybe"}},
        {"rate-register",
         {"", "20", "/1h", "20/", "0/1h", "20/0h", "20/1", "20/1w", "20/1ms", "20/31d", "1000001/1h", "-1/1h", "2/1h/1h"}},
        {"rate-login", {""}},
        {"rate-account", {""}},
        {"rate-forgot", {""}},
        {"rate-upload", {""}},
        {"rate-media", {""}},
        {"rate-report", {""}},
        {"rate-person", {""}},
        {"rate-address", {""}},
        {"registration", {"", "on"}},
        {"database", {"", "sqlite", "sqlite:x", "amqp://h"}},
        {"bus", {"", "sqlite:"}},
        {"media", {"", "s3:"}},
        {"media-url", {"", "/media"}},
        {"fcm-credentials", {""}},
        {"fcm-endpoint", {"", "fcm"}},
        {"mail", {"", "mail.example.org"}},
        {"mail-from",
         {"", "post", "@example.org", "post@", "a@b@c", "a b@c", "a@b\nX: y", "<a@b>", "a@b,c@d", "\"a\"@b", "\xc3\xa9@b",
          std::string(250, 'x') + "@b.org"}},
        {"loops", {"", "0", "1025"}},
        {"password-cost", {"", "none"}},
    };
    std::set<std::string_view> covered;
    for (const auto& [name, texts] : bad) {
        covered.insert(name);
        for (const auto& text : texts) {
            Settings settings;
            EXPECT_FALSE(set(settings, name, text)) << name << " took " << text;
        }
    }
    for (const auto& setting : table()) EXPECT_TRUE(covered.contains(setting.name)) << setting.name << " has no bad value here";
}

TEST(Values, GivenTwiceAreRefusedUnlessTheyAreAList) {
    Settings settings;
    const std::vector<std::string> two{"10.0.0.0/8", "::1,fd00::/8"};
    EXPECT_FALSE(find_setting("log-level")->set(settings, std::vector<std::string>{"info", "warn"}));
    ASSERT_TRUE(find_setting("trusted-proxies")->set(settings, two));
    EXPECT_EQ(settings.trusted_proxies.size(), 3u);
    EXPECT_EQ(find_setting("trusted-proxies")->show(settings), R"(["10.0.0.0/8", "::1", "fd00::/8"])");
}

TEST(Values, ComplaintsNeitherRepeatControlCharactersNorGrow) {
    Settings settings;
    const auto refused = set(settings, "log-level", "a\nb" + std::string(1000, 'x'));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text.find('\n'), std::string::npos);
    EXPECT_LT(refused.error().text.size(), 200u);
}

TEST(Table, EveryNameIsUniqueAndHasItsVariable) {
    std::set<std::string_view> names;
    for (const auto& setting : table()) {
        EXPECT_TRUE(names.insert(setting.name).second) << setting.name;
        EXPECT_FALSE(setting.help.empty());
        EXPECT_NE(setting.set, nullptr);
        EXPECT_NE(setting.show, nullptr);
    }
    EXPECT_EQ(variable_of("max-image-bytes"), "INSTANTE_MAX_IMAGE_BYTES");
    EXPECT_EQ(find_setting("config"), nullptr);
}

TEST(Defaults, AreThoseOfTheDesign) {
    const auto settings = default_settings(instante);
    EXPECT_EQ(settings.data, "./data");
    EXPECT_EQ(to_string(settings.listen), "127.0.0.1:8080");
    EXPECT_EQ(to_string(settings.admin_listen), "127.0.0.1:8081");
    EXPECT_EQ(settings.fanout_threshold, 10'000u);
    EXPECT_EQ(settings.max_image_bytes.count, 31'457'280u);
    EXPECT_EQ(settings.max_image_pixels.count, 80'000'000u);
    EXPECT_EQ(settings.max_images, 10u);
    EXPECT_EQ(settings.loops, usable_cores());
    EXPECT_LE(settings.image_memory.count, 1u << 30);
    EXPECT_LE(settings.image_memory.count, usable_memory().count / 4);
    EXPECT_GT(settings.image_memory.count, 0u);
    const auto apart = default_settings({"instante-publication", "0.1.0", 8103, 8203, true});
    EXPECT_EQ(apart.listen.port, 8103);
    EXPECT_EQ(apart.admin_listen.port, 8203);
}

}  // namespace
}  // namespace instante::config
