#include "http/multipart.hpp"

#include <gtest/gtest.h>

#include "http/errors.hpp"
#include "http/testing/request.hpp"

namespace instante::http {
namespace {

using testing::StringBody;

struct Part {
    std::string name;
    std::optional<std::string> filename;
    std::string type;
    std::string content;

    friend bool operator==(const Part&, const Part&) = default;
};

Request form(std::vector<std::string> pieces, std::string_view type = "multipart/form-data; boundary=XX") {
    auto made = testing::request(Method::post, "/resize-image", {{"Content-Type", type}});
    made.body = std::make_shared<StringBody>(std::move(pieces));
    return made;
}

Task<Result<std::vector<Part>>> read_parts(std::unique_ptr<Multipart> reader) {
    std::vector<Part> parts;
    for (;;) {
        auto header = co_await reader->next();
        if (!header) co_return header.error();
        if (!*header) co_return parts;
        Part part{(*header)->name, (*header)->filename, (*header)->content_type, {}};
        for (;;) {
            auto piece = co_await reader->read();
            if (!piece) co_return piece.error();
            if (piece->empty()) break;
            part.content += *piece;
        }
        parts.push_back(std::move(part));
    }
}

Result<std::vector<Part>> parts_of(std::vector<std::string> pieces) {
    auto reader = Multipart::open(form(std::move(pieces)));
    return async::run(read_parts(std::move(reader).value()));
}

Result<std::vector<Part>> parts_of(std::string_view content) {
    return parts_of(std::vector<std::string>{std::string{content}});
}

std::string with_header(std::string_view header) {
    return std::string{"--XX\r\n"}.append(header).append("\r\n\r\nc\r\n--XX--\r\n");
}

const std::string sample =
    "a preamble\r\n--XX \t\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhello\r\n--X\r\n\r\r\n--\r\n"
    "--XX\r\ncontent-type: image/jpeg\r\nX-Other: 1\r\ncontent-disposition:form-data;name=images;filename=\"a;b.jpg\"\r\n\r\n"
    "\xFF\xD8\r\n-\r\n--XX\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--XX--\r\nan epilogue\r\n--XX\r\n";

const std::vector<Part> sample_parts{{"text", std::nullopt, "", "hello\r\n--X\r\n\r\r\n--"},
                                     {"images", "a;b.jpg", "image/jpeg", "\xFF\xD8\r\n-"},
                                     {"empty", std::nullopt, "", ""}};

TEST(Multipart, ReadsAForm) {
    EXPECT_EQ(parts_of(sample).value(), sample_parts);
}

TEST(Multipart, ReadsAFormCutAnywhereInTwo) {
    for (std::size_t at = 0; at <= sample.size(); ++at) {
        EXPECT_EQ(parts_of({sample.substr(0, at), sample.substr(at)}).value(), sample_parts) << at;
    }
}

TEST(Multipart, ReadsAFormInPiecesOfAnySize) {
    for (std::size_t size = 1; size < 40; ++size) {
        std::vector<std::string> pieces;
        for (std::size_t at = 0; at < sample.size(); at += size) pieces.push_back(sample.substr(at, size));
        EXPECT_EQ(parts_of(std::move(pieces)).value(), sample_parts) << size;
    }
}

TEST(Multipart, RefusesAFormThatIsCutOffAnywhere) {
    const auto whole = sample.find("--XX--") + 6;
    for (std::size_t size = 0; size < whole; ++size) {
        const auto outcome = parts_of(sample.substr(0, size));
        ASSERT_FALSE(outcome) << size;
        EXPECT_EQ(outcome.error().kind(), core::Kind::malformed) << size;
    }
}

TEST(Multipart, ReadsAFormWithoutParts) {
    EXPECT_TRUE(parts_of("--XX--").value().empty());
}

TEST(Multipart, SkipsWhatIsLeftOfAPart) {
    const auto read_names = [](std::unique_ptr<Multipart> reader) -> Task<Result<std::string>> {
        std::string names;
        for (;;) {
            auto header = co_await reader->next();
            if (!header) co_return header.error();
            if (!*header) co_return names;
            names += (*header)->name + ' ';
        }
    };
    auto reader = Multipart::open(form({sample}));
    EXPECT_EQ(async::run(read_names(std::move(reader).value())).value(), "text images empty ");
}

TEST(Multipart, ReadsFilenamesAsClientsWriteThem) {
    const std::vector<std::pair<std::string, std::string>> table{
        {R"(filename="a b.jpg")", "a b.jpg"},
        {R"(filename=plain.jpg)", "plain.jpg"},
        {R"(filename="a\"b\\c.jpg")", R"(a"b\c.jpg)"},
        {R"(filename="C:\temp\x.jpg")", R"(C:\temp\x.jpg)"},
        {R"(filename="a%22b.jpg")", "a%22b.jpg"},
        {"filename=\"caf\xC3\xA9.jpg\"", "café.jpg"},
        {R"(filename="cafe.jpg"; filename*=utf-8'fr'caf%C3%A9.jpg)", "café.jpg"},
        {R"(filename="x.jpg"; filename*=latin1''caf%E9.jpg)", "x.jpg"},
        {R"(filename="")", ""}};
    for (const auto& [written, filename] : table) {
        const auto parts = parts_of(with_header("Content-Disposition: form-data; name=\"a\"; " + written));
        ASSERT_TRUE(parts) << written;
        EXPECT_EQ(parts->at(0).filename, filename) << written;
    }
}

TEST(Multipart, RefusesPartsThatItCannotName) {
    for (const auto* header :
         {"", "Content-Type: text/plain", "Content-Disposition: form-data", R"(Content-Disposition: form-data; name="")",
          R"(Content-Disposition: attachment; name="a")", R"(Content-Disposition: form-data; name="a)",
          "Content-Disposition form-data", "Content-Disposition: form-data;\r\n name=\"a\"", ": x",
          "Content-Disposition: form-data; name=a\nb: c"}) {
        const auto outcome = parts_of(with_header(header));
        ASSERT_FALSE(outcome) << header;
        EXPECT_EQ(outcome.error().kind(), core::Kind::malformed) << header;
    }
}

TEST(Multipart, RefusesLineFeedsAloneAndDelimitersWithCompany) {
    for (const auto* content :
         {"--XX\nContent-Disposition: form-data; name=\"a\"\n\nc\n--XX--\n",
          "--XXX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nc\r\n--XX--\r\n", "no form at all", ""}) {
        const auto outcome = parts_of(content);
        ASSERT_FALSE(outcome) << content;
        EXPECT_EQ(outcome.error().kind(), core::Kind::malformed) << content;
    }
}

TEST(Multipart, BoundsPartsAndHeaders) {
    const auto bounded = [](std::string_view content, Multipart::Limits limits) {
        auto reader = Multipart::open(form({std::string{content}}), limits);
        return async::run(read_parts(std::move(reader).value()));
    };
    EXPECT_TRUE(bounded(sample, {.parts = 3, .header_bytes = 200}));
    EXPECT_EQ(bounded(sample, {.parts = 2, .header_bytes = 200}).error(), core::Error{content_too_large});
    EXPECT_EQ(bounded(sample, {.parts = 3, .header_bytes = 50}).error(), core::Error{content_too_large});
}

TEST(Multipart, ReadsATextUpToItsLimit) {
    const auto read = [](std::unique_ptr<Multipart> reader, std::size_t limit) -> Task<Result<std::string>> {
        auto header = co_await reader->next();
        if (!header) co_return header.error();
        co_return co_await reader->read_text(limit);
    };
    const auto content = "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n12345\r\n--XX--";
    EXPECT_EQ(async::run(read(Multipart::open(form({content})).value(), 5)).value(), "12345");
    EXPECT_EQ(async::run(read(Multipart::open(form({content})).value(), 4)).error(), core::Error{content_too_large});
}

TEST(Multipart, PassesOnTheBodysFailure) {
    auto asked = form({});
    asked.body = std::make_shared<StringBody>(std::vector<std::string>{sample.substr(0, 120)}, core::Error{content_too_large});
    auto reader = Multipart::open(asked);
    EXPECT_EQ(async::run(read_parts(std::move(reader).value())).error(), core::Error{content_too_large});
}

TEST(Multipart, OpensOnlyForms) {
    EXPECT_TRUE(Multipart::open(form({}, R"(Multipart/Form-Data; charset=utf-8; boundary="a b")")));
    for (const auto* type : {"multipart/mixed; boundary=XX", "application/json", ""}) {
        EXPECT_EQ(Multipart::open(form({}, type)).error(), core::Error{unsupported_content}) << type;
    }
    for (const auto& type : {std::string{"multipart/form-data"}, std::string{"multipart/form-data; boundary="},
                             "multipart/form-data; boundary=" + std::string(71, 'x')}) {
        EXPECT_EQ(Multipart::open(form({}, type)).error().kind(), core::Kind::malformed) << type;
    }
}

}  // namespace
}  // namespace instante::http
