#include "config/web_url.hpp"

#include <gtest/gtest.h>

namespace instante::config {
namespace {

TEST(WebUrl, IsAnAbsoluteAddressWithoutItsLastSlash) {
    EXPECT_EQ(parse_web_url("https://photos.example.org"), "https://photos.example.org");
    EXPECT_EQ(parse_web_url("http://[::1]:8080/base/"), "http://[::1]:8080/base");
}

TEST(WebUrl, IsRefusedWhenItIsSomethingElse) {
    for (const auto* text :
         {"", "photos.example.org", "//x", "ftp://x", "https:", "https://", "https:///a", "https://u:p@x", "https://x?a=b",
          "https://x#a", "https://x:0", "https://x:99999", "https://x y", "https://x/ a", "https://x/%zz", "javascript:alert(1)"})
        EXPECT_EQ(parse_web_url(text), std::nullopt) << text;
}

TEST(Origin, IsWrittenAsBrowsersSendIt) {
    EXPECT_EQ(parse_origin("HTTPS://Photos.Example.org"), "https://photos.example.org");
    EXPECT_EQ(parse_origin("https://x:443"), "https://x");
    EXPECT_EQ(parse_origin("http://x:443"), "http://x:443");
}

TEST(Origin, IsRefusedWhenItHasMoreThanHostAndPort) {
    for (const auto* text : {"", "*", "null", "https://x/", "https://x/a", "x.example.org", "https://u@x"})
        EXPECT_EQ(parse_origin(text), std::nullopt) << text;
}

}  // namespace
}  // namespace instante::config
