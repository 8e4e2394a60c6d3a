#include "resize_image/tests/inbound/door.hpp"

namespace instante::resize_image {
namespace {

using http::testing::content_of;
using http::testing::header_of;

constexpr std::string_view small = "p/1/2-0011223344556677.jpg";
constexpr std::string_view large = "u/1/2-8899aabbccddeeff.webp";
constexpr std::string_view exact = "p/1/3-0000000000000000.jpg";
constexpr std::size_t piece = 256 * 1024;

std::string bytes_of(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31 + i / 251);
    return bytes;
}

struct MediaTest : Door {
    MediaTest() {
        std::vector<blob::NewBlob> blobs;
        blobs.push_back({std::string{small}, "image/jpeg", small_bytes});
        blobs.push_back({std::string{large}, "image/webp", large_bytes});
        blobs.push_back({std::string{exact}, "image/jpeg", exact_bytes});
        blobs.push_back({"incoming/1", "application/octet-stream", "secret"});
        blobs.push_back({"idempotency/7/00", "application/json", "secret"});
        blobs.push_back({"p/1/other", "text/html", "secret"});
        async::run(house.steady_blobs->put(std::move(blobs))).value();
    }
    http::Response get(std::string_view key, http::testing::HeaderList headers = {}, http::Method method = http::Method::get) {
        return send(http::testing::request(method, "/media/" + std::string{key}, headers));
    }

    const std::string small_bytes = bytes_of(1000);
    const std::string large_bytes = bytes_of(2 * piece + 100);
    const std::string exact_bytes = bytes_of(piece);
};

TEST_F(MediaTest, IsServedForEver) {
    auto response = get(small);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(content_of(response), small_bytes);
    EXPECT_EQ(header_of(response, "Content-Type"), "image/jpeg");
    EXPECT_EQ(header_of(response, "Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(header_of(response, "ETag"), "\"0011223344556677\"");
    EXPECT_EQ(header_of(response, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(header_of(response, "Content-Disposition"), "inline");
    EXPECT_EQ(header_of(response, "Cross-Origin-Resource-Policy"), "cross-origin");
    EXPECT_EQ(header_of(response, "Content-Security-Policy"), "default-src 'none'");
    EXPECT_EQ(header_of(response, "Accept-Ranges"), "bytes");
    EXPECT_EQ(house.blobs.calls(), 1u) << "one read answers the usual question";
}

TEST_F(MediaTest, ThatIsLargeComesInPieces) {
    for (const auto& [key, bytes] : {std::pair{large, large_bytes}, std::pair{exact, exact_bytes}}) {
        auto response = get(key);
        EXPECT_EQ(response.status, 200);
        ASSERT_TRUE(std::holds_alternative<http::Stream>(response.content));
        EXPECT_EQ(std::get<http::Stream>(response.content).length, bytes.size());
        EXPECT_EQ(content_of(response), bytes);
    }
    EXPECT_EQ(header_of(get(large), "Content-Type"), "image/webp");
}

TEST_F(MediaTest, ThatGoesWhileItIsSentEndsInAnError) {
    auto response = get(large);
    auto& stream = std::get<http::Stream>(response.content);
    ASSERT_TRUE(async::run(stream.next()));
    async::run(house.steady_blobs->remove({std::string{large}})).value();
    EXPECT_FALSE(async::run(stream.next()));
}

TEST_F(MediaTest, AnswersHeadWithoutReadingIt) {
    for (const auto& [key, size] : {std::pair{small, "1000"}, std::pair{large, "524388"}}) {
        const auto calls = house.blobs.calls();
        auto response = get(key, {}, http::Method::head);
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(header_of(response, "Content-Length"), size);
        EXPECT_EQ(content_of(response), "");
        EXPECT_EQ(house.blobs.calls(), calls + 1);
    }
    EXPECT_EQ(get("p/1/9-0011223344556677.jpg", {}, http::Method::head).status, 404);
}

TEST_F(MediaTest, IsNotSentToWhoHasIt) {
    for (const auto* tags : {"\"0011223344556677\"", "W/\"0011223344556677\"", "\"x\", \"0011223344556677\"", "*"}) {
        auto response = get(small, {{"If-None-Match", tags}});
        EXPECT_EQ(response.status, 304) << tags;
        EXPECT_EQ(content_of(response), "");
        EXPECT_EQ(header_of(response, "ETag"), "\"0011223344556677\"");
        EXPECT_EQ(header_of(response, "Cache-Control"), "public, max-age=31536000, immutable");
        EXPECT_EQ(header_of(response, "Content-Type"), "");
    }
    EXPECT_EQ(get(small, {{"If-None-Match", "\"other\""}}).status, 200);
    EXPECT_EQ(get("p/1/9-0011223344556677.jpg", {{"If-None-Match", "\"0011223344556677\""}}).status, 404) << "it is gone for all";
}

struct RangeCase {
    std::string_view range;
    int status;
    std::string_view content_range;
    std::size_t first;
    std::size_t length;
};

TEST_F(MediaTest, IsSentInPart) {
    for (const auto& [range, status, content_range, first, length] :
         {RangeCase{"bytes=0-0", 206, "bytes 0-0/1000", 0, 1}, RangeCase{"bytes=10-19", 206, "bytes 10-19/1000", 10, 10},
          RangeCase{"bytes=990-", 206, "bytes 990-999/1000", 990, 10},
          RangeCase{"bytes=990-5000", 206, "bytes 990-999/1000", 990, 10},
          RangeCase{"bytes=-10", 206, "bytes 990-999/1000", 990, 10}, RangeCase{"bytes=-5000", 206, "bytes 0-999/1000", 0, 1000},
          RangeCase{"bytes=0-999", 206, "bytes 0-999/1000", 0, 1000}, RangeCase{"bytes=5-1", 200, "", 0, 1000},
          RangeCase{"bytes=0-1,3-4", 200, "", 0, 1000}, RangeCase{"lines=1-2", 200, "", 0, 1000},
          RangeCase{"bytes=x", 200, "", 0, 1000}}) {
        auto response = get(small, {{"Range", range}});
        EXPECT_EQ(response.status, status) << range;
        EXPECT_EQ(header_of(response, "Content-Range"), content_range) << range;
        EXPECT_EQ(content_of(response), small_bytes.substr(first, length)) << range;
        EXPECT_EQ(header_of(response, "ETag"), "\"0011223344556677\"");
    }
}

TEST_F(MediaTest, HasNoPartBeyondItsEnd) {
    for (const auto* range : {"bytes=1000-", "bytes=1000-2000", "bytes=-0"}) {
        auto response = get(small, {{"Range", range}});
        EXPECT_EQ(response.status, 416) << range;
        EXPECT_EQ(header_of(response, "Content-Range"), "bytes */1000");
        EXPECT_EQ(header_of(response, "Content-Type"), "application/problem+json");
        EXPECT_EQ(header_of(response, "Cache-Control"), "no-store");
    }
}

TEST_F(MediaTest, IsSentInLargePartsToo) {
    auto response = get(large, {{"Range", "bytes=1-"}});
    EXPECT_EQ(response.status, 206);
    EXPECT_EQ(std::get<http::Stream>(response.content).length, large_bytes.size() - 1);
    EXPECT_EQ(content_of(response), large_bytes.substr(1));
}

TEST_F(MediaTest, IsSentWholeToWhoHasAPartOfAnother) {
    auto other = get(small, {{"Range", "bytes=1-2"}, {"If-Range", "\"other\""}});
    EXPECT_EQ(other.status, 200);
    EXPECT_EQ(content_of(other), small_bytes);
    EXPECT_EQ(get(small, {{"Range", "bytes=1-2"}, {"If-Range", "\"0011223344556677\""}}).status, 206);
    EXPECT_EQ(get(small, {{"Range", "bytes=1-2"}, {"If-None-Match", "\"0011223344556677\""}}).status, 304);
}

TEST_F(MediaTest, IsAllThereIs) {
    for (const auto* key : {"", "p/1/9-0011223344556677.jpg", "incoming/1", "idempotency/7/00", "p/1/other",
                            "../media/incoming/1", "p/../incoming/1", "%2e%2e/incoming/1", "p/1/%2e%2e/%2e%2e/incoming/1",
                            "p%2f1%2fother", "p/1/2-0011223344556677.webp", "p/1/2-0011223344556677.jpg/", "%2fetc%2fpasswd"})
        EXPECT_EQ(get(key).status, 404) << key;
    EXPECT_EQ(get("%ff").status, 400);
    EXPECT_EQ(get("p/1/2-0011223344556677.jpg%00").status, 400);
}

TEST_F(MediaTest, IsNotThereWhileItsStorageIsAway) {
    house.blobs.fail(1);
    EXPECT_EQ(get(small).status, 503);
    house.blobs.fail(1);
    EXPECT_EQ(get(small, {{"Range", "bytes=0-1"}}).status, 503);
    house.blobs.fail(2);
    EXPECT_EQ(get(large).status, 503);
}

}  // namespace
}  // namespace instante::resize_image
