#include <gtest/gtest.h>

#include "blob/blob.hpp"

namespace instante::blob {
namespace {

TEST(Keys, HaveTheirForm) {
    for (const auto* good : {"a", "p/123/456-0011223344556677.jpg", "A-Z_0.9/x", "a..b", "a.", "-", "_"})
        EXPECT_TRUE(is_key(good)) << good;
    for (const auto* bad : {"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/..", "a/../b", ".a", "a/.b", "a b", "a%2e", "a?b",
                            "a\\b", "a:b", "\xc3\xa9"}) {
        EXPECT_FALSE(is_key(bad)) << bad;
    }
    EXPECT_FALSE(is_key(std::string_view{"a\0b", 3}));
}

TEST(Keys, HaveTheirLimits) {
    const std::string segment(255, 'a');
    EXPECT_TRUE(is_key(segment));
    EXPECT_FALSE(is_key(segment + "a"));
    const auto of_512 = segment + "/" + segment.substr(1) + "/b";
    EXPECT_TRUE(is_key(of_512));
    EXPECT_FALSE(is_key(of_512 + "c"));
}

TEST(Urls, ComeFromTheMediaUrlFirst) {
    const Urls urls{"https://cdn.example/photos", "https://photos.example"};
    EXPECT_EQ(urls.url("p/1/a.jpg"), "https://cdn.example/photos/p/1/a.jpg");
    EXPECT_EQ(urls.absolute_url("p/1/a.jpg", "127.0.0.1:8080"), "https://cdn.example/photos/p/1/a.jpg");
}

TEST(Urls, ComeFromThePublicUrlSecond) {
    const Urls urls{"", "https://photos.example"};
    EXPECT_EQ(urls.url("p/1/a.jpg"), "https://photos.example/media/p/1/a.jpg");
    EXPECT_EQ(urls.absolute_url("p/1/a.jpg", "127.0.0.1:8080"), "https://photos.example/media/p/1/a.jpg");
}

TEST(Urls, AreAPathWhenNeitherIsSetButAbsoluteInAPush) {
    const Urls urls{"", ""};
    EXPECT_EQ(urls.url("p/1/a.jpg"), "/media/p/1/a.jpg");
    EXPECT_EQ(urls.absolute_url("p/1/a.jpg", "127.0.0.1:8080"), "http://127.0.0.1:8080/media/p/1/a.jpg");
}

TEST(Urls, ASlashAtTheEndOfASettingChangesNothing) {
    EXPECT_EQ((Urls{"https://cdn.example/", ""}.url("a")), "https://cdn.example/a");
    EXPECT_EQ((Urls{"", "https://photos.example/"}.url("a")), "https://photos.example/media/a");
}

TEST(Urls, AreAppendedToWhatIsThere) {
    std::string text = "\"";
    Urls{"", ""}.append(text, "a");
    EXPECT_EQ(text, "\"/media/a");
}

}  // namespace
}  // namespace instante::blob
