#include <filesystem>
#include <iterator>
#include <utility>

#include "async/scope.hpp"
#include "async/signal.hpp"
#include "resize_image/tests/inbound/door.hpp"
#include "resize_image/tests/photo_files.hpp"

namespace instante::resize_image {
namespace {

using http::testing::content_of;
using http::testing::header_of;
using testing::HasSubstr;

struct Part {
    std::string name;
    std::string content;
    std::string filename = {};
    bool is_file = false;
};

Part photo(std::string_view name, std::string field = "images") {
    return {std::move(field), photo_bytes(name), "photo.jpg", true};
}

std::string form_of(const std::vector<Part>& parts) {
    std::string form;
    for (const auto& part : parts) {
        form += "--limit\r\nContent-Disposition: form-data; name=\"" + part.name + '"';
        if (part.is_file) form += "; filename=\"" + part.filename + "\"\r\nContent-Type: image/jpeg";
        form += "\r\n\r\n" + part.content + "\r\n";
    }
    return form + "--limit--\r\n";
}

/// A body that must not be asked for.
class Untouched final : public http::Body {
public:
    Task<Result<std::string>> read() override {
        ADD_FAILURE() << "the body is read";
        co_return std::string{};
    }
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return std::nullopt; }
};

/// A body that never ends; says when nothing more comes.
class Endless final : public http::Body {
public:
    Endless(std::string beginning, async::Signal stuck) : beginning_(std::move(beginning)), stuck_(std::move(stuck)) {}

    Task<Result<std::string>> read() override {
        if (beginning_.empty()) {
            stuck_.notify();
            co_await async::sleep(1h);
        }
        co_return std::exchange(beginning_, {});
    }
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return std::nullopt; }

private:
    std::string beginning_;
    async::Signal stuck_;
};

Task<Result<void>> dispatch(const http::Router& router, http::Request request) {
    auto response = co_await router.dispatch(std::move(request));
    ADD_FAILURE() << "answered " << response.status;
    co_return Result<void>{};
}

/// Sends `request` with a body that stops after `beginning`, and gives up once it has.
Task<Result<void>> cut_off(const http::Router& router, http::Request request, std::string beginning) {
    const auto loop = co_await async::this_loop();
    const async::Signal stuck{loop};
    request.body = std::make_shared<Endless>(std::move(beginning), stuck);
    async::Scope scope{loop};
    scope.spawn(dispatch(router, std::move(request)));
    co_await stuck.wait();
    scope.cancel();
    co_return co_await scope.join();
}

Result<void> nothing() {
    return {};
}

struct UploadTest : Door {
    http::Request request(std::shared_ptr<http::Body> body) {
        auto made = http::testing::request(http::Method::post, "/resize-image",
                                           {{"Content-Type", "multipart/form-data; boundary=limit"}});
        made.headers.add("Authorization", "Bearer " + token());
        made.body = std::move(body);
        return made;
    }
    http::Request request(const std::vector<Part>& parts, std::size_t piece = 64 * 1024) {
        return request(http::testing::body_of(form_of(parts), piece));
    }
    /// The status, and `field code` of every refused field.
    std::string refusal(const std::vector<Part>& parts) {
        auto response = send(request(parts));
        auto said = std::to_string(response.status);
        const auto content = content_of(response);
        for (auto at = content.find("{\"field\":"); at != std::string::npos; at = content.find("{\"field\":", at + 1)) {
            const auto field = content.substr(at + 10, content.find('"', at + 10) - at - 10);
            const auto code_at = content.find("\"code\":", at) + 8;
            said += ' ' + field + ' ' + content.substr(code_at, content.find('"', code_at) - code_at);
        }
        return said;
    }
    static std::ptrdiff_t open_files() {
        return std::distance(std::filesystem::directory_iterator{"/proc/self/fd"}, std::filesystem::directory_iterator{});
    }
    std::size_t published() { return house.take("publication").size(); }
};

TEST_F(UploadTest, IsAnsweredWithTheWholePublicationAndItsPlace) {
    auto response = send(request({{"text", "Olá"}, photo("tiny.jpg"), {"alt", "A tiny one"}}));
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(header_of(response, "Content-Type"), "application/json");
    const auto content = content_of(response);
    const auto id = header_of(response, "Location").substr(std::string_view{"/publication/"}.size());
    EXPECT_TRUE(content.starts_with(R"({"id":")" + id +
                                    R"(","owner":{"id":"7","username":"ana.lima","name":"Ana Lima","image":null},)"
                                    R"("text":"Olá","images":[{"id":")"))
        << content;
    EXPECT_THAT(content, HasSubstr(R"("width":64,"height":48,"blurhash":")"));
    EXPECT_THAT(content,
                HasSubstr(R"("alt":"A tiny one","renditions":[{"name":"1080","format":"jpeg","width":64,"height":48,"bytes":)"));
    EXPECT_THAT(content, HasSubstr(R"(,"url":"/media/p/)" + id + "/"));
    EXPECT_TRUE(content.ends_with(R"(}]}],"likes_count":0,"comments_count":0,"created_at":"2026-11-24T12:00:00.000Z",)"
                                  R"("edited_at":null,"viewer":{"liked":false,"saved":false}})"))
        << content;
    EXPECT_EQ(published(), 1u);
    EXPECT_EQ(in_hand.value(), 0) << "its place is free again";
}

TEST_F(UploadTest, ShowsItsOwnersPictureAsTheTokenKnowsIt) {
    auto asked = request({photo("tiny.jpg")});
    asked.headers.set("Authorization", "Bearer " + token("u/7/1-0011223344556677.jpg"));
    auto response = send(std::move(asked));
    EXPECT_THAT(
        content_of(response),
        HasSubstr(R"("image":{"renditions":[{"name":"150","format":"jpeg","url":"/media/u/7/1-0011223344556677.jpg"}]}})"));
}

TEST_F(UploadTest, IsReadInPiecesOfAnySize) {
    for (const std::size_t size : {1u, 2u, 7u, 63u, 1000u}) {
        auto response =
            send(request({{"text", "odd"}, photo("tiny.jpg"), photo("p3-srgb-red.png", "images[]"), {"alt", "x"}}, size));
        ASSERT_EQ(response.status, 201) << size << content_of(response);
        const auto content = content_of(response);
        EXPECT_THAT(content, HasSubstr(R"("text":"odd")"));
        EXPECT_THAT(content, HasSubstr(R"("alt":"x")"));
    }
    const auto messages = house.take("publication");
    ASSERT_EQ(messages.size(), 5u);
    for (const auto& message : messages) EXPECT_THAT(message.body, HasSubstr(R"("alt":"","renditions")")) << "two photos";
}

TEST_F(UploadTest, IgnoresWhatItDoesNotKnowAndAFileFieldLeftAlone) {
    EXPECT_EQ(refusal({{"other", std::string(100'000, 'x')}, photo("tiny.jpg"), {"images", "", "", true}}), "201");
    EXPECT_EQ(refusal({{"images", "", "", true}}), "422 images missing");
    EXPECT_EQ(refusal({{"images", "", "photo.jpg", true}}), "415 images[0] not-an-image");
}

TEST_F(UploadTest, CountsALineEndAsTheOneCharacterItIs) {
    std::string lines, sent;
    for (std::size_t i = 0; i < text_limit; ++i) {
        lines += "\\n";
        sent += "\r\n";
    }
    auto response = send(request({{"text", sent}, photo("tiny.jpg")}));
    EXPECT_EQ(response.status, 201);
    EXPECT_THAT(content_of(response), HasSubstr("\"text\":\"" + lines + "\""));
}

TEST_F(UploadTest, TellsEveryBadFieldAtOnce) {
    const std::string too_long(text_limit + 1, 'x');
    std::string far_too_long;  // cut within a character on its way
    for (int i = 0; i < 100'000; ++i) far_too_long += "é";
    const std::string bytes(100'000, '\xff');
    EXPECT_EQ(refusal({}), "422 images missing");
    EXPECT_EQ(refusal({{"other", "x", "x", true}, {"text", "x"}}), "422 images missing");
    EXPECT_EQ(refusal({{"text", too_long}, {"alt", far_too_long}}),
              "422 images missing text too-long alt too-many alt[0] too-long");
    EXPECT_EQ(refusal({photo("tiny.jpg"), {"text", bytes}, {"alt", "fine"}, {"alt", "x\xff"}}),
              "422 text not-text alt too-many alt[1] not-text");
    EXPECT_EQ(refusal(std::vector<Part>(11, photo("tiny.jpg"))), "422 images too-many");
    EXPECT_EQ(published(), 0u);
    EXPECT_TRUE(house.keys().empty());
}

TEST_F(UploadTest, SaysWhichPhotoIsBad) {
    const auto large = std::string(most_bytes + 1, 'x');
    EXPECT_EQ(refusal({photo("tiny.jpg"), {"images", large, "x", true}}), "413 images[1] too-many-bytes");
    EXPECT_EQ(refusal({photo("tiny.jpg"), {"images", std::string(most_bytes, 'x'), "x", true}}), "415 images[1] not-an-image");
    EXPECT_EQ(refusal({{"images", photo_bytes("coffee.jpg").substr(0, 20'000), "x", true}}), "422 images[0] does-not-decode");
    EXPECT_EQ(published(), 0u);
}

TEST_F(UploadTest, RefusesWhatIsNoFormOrEndsEarly) {
    auto json = request({photo("tiny.jpg")});
    json.headers.set("Content-Type", "application/json");
    EXPECT_EQ(send(std::move(json)).status, 415);
    const auto form = form_of({photo("tiny.jpg")});
    EXPECT_EQ(send(request(http::testing::body_of(form.substr(0, form.size() / 2)))).status, 400);
    EXPECT_EQ(send(request(http::testing::body_of("--limit\r\nnonsense"))).status, 400);
    std::vector<std::string> pieces{form.substr(0, 500)};
    const auto slow = std::make_shared<http::testing::StringBody>(std::move(pieces), core::Error{core::timed_out});
    EXPECT_EQ(send(request(slow)).status, 503);
    EXPECT_EQ(published(), 0u);
}

TEST_F(UploadTest, IsNotReadFromWhoMayNotUpload) {
    auto asked = request(std::make_shared<Untouched>());
    asked.headers.set("Authorization", "Bearer nonsense");
    EXPECT_EQ(send(std::move(asked)).status, 401);
}

TEST_F(UploadTest, IsNotReadWhileThereAreTooMany) {
    const auto one = places.take();
    const auto two = places.take();
    auto response = send(request(std::make_shared<Untouched>()));
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(header_of(response, "Retry-After"), "3");
    EXPECT_THAT(content_of(response), HasSubstr("/problems/resize-image/queue-full"));
}

TEST_F(UploadTest, LeavesNothingBehindWhenItIsCutOff) {
    const auto form = form_of({photo("tiny.jpg"), photo("coffee.jpg")});
    const auto before = open_files();
    EXPECT_TRUE(async::run(cut_off(router, request(http::testing::body_of("")), form.substr(0, form.size() - 1000))));
    EXPECT_TRUE(async::run(async::on(house.files, nothing))) << "what was being written is";
    EXPECT_EQ(in_hand.value(), 0);
    EXPECT_EQ(open_files(), before) << "its photos are gone from the disk";
    EXPECT_EQ(published(), 0u);
}

TEST_F(UploadTest, IsOnePublicationUnderOneKey) {
    const auto send_with_key = [this](const std::vector<Part>& parts, std::string idempotency_key) {
        auto asked = request(parts);
        asked.headers.add("Idempotency-Key", idempotency_key);
        return send(std::move(asked));
    };
    auto first = send_with_key({{"text", "once"}, photo("tiny.jpg")}, "key");
    auto again = send_with_key({{"text", "once"}, photo("tiny.jpg")}, "key");
    EXPECT_EQ(content_of(first), content_of(again));
    for (const std::vector<Part>& other : std::vector<std::vector<Part>>{{{"text", "twice"}, photo("tiny.jpg")},
                                                                         {photo("tiny.jpg")},
                                                                         {{"text", "once"}, photo("p3-srgb-red.png")},
                                                                         {{"text", "once"}, photo("tiny.jpg"), {"alt", "x"}},
                                                                         {photo("tiny.jpg"), {"alt", "once"}}}) {
        auto response = send_with_key(other, "key");
        EXPECT_EQ(response.status, 422);
        EXPECT_THAT(content_of(response), HasSubstr("/problems/idempotency-key-reused"));
    }
    EXPECT_EQ(send_with_key({photo("tiny.jpg")}, std::string(256, 'k')).status, 422);
    EXPECT_EQ(send_with_key({photo("tiny.jpg")}, std::string(255, 'k')).status, 201);
}

TEST_F(UploadTest, MayBeAsLargeAsItsPhotosAndTheFormAroundThem) {
    const auto options = router.options_of(http::testing::request(http::Method::post, "/resize-image"));
    ASSERT_TRUE(options);
    EXPECT_EQ(options->body_limit, most_images * most_bytes + (1u << 20));
    EXPECT_EQ(options->deadline, 120s);
}

}  // namespace
}  // namespace instante::resize_image
