#include "json/writer.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <limits>
#include <random>

namespace instante::json {
namespace {

template <class T>
std::string written(const T& content) {
    std::string text;
    Writer{text}.value(content);
    return text;
}

TEST(JsonWriter, PutsCommasWhereTheyBelong) {
    std::string text;
    Writer out{text};
    out.object().field("a", 1).key("b").array().value("x").value(true).object().end_object().array().end_array().end_array();
    out.field("c", "y").key("d").object().field("e", std::optional<int>{}).field("f", std::optional{2}).end_object();
    out.key("g").raw("[1,2]").key("h").null().end_object();
    EXPECT_EQ(text, R"({"a":1,"b":["x",true,{},[]],"c":"y","d":{"e":null,"f":2},"g":[1,2],"h":null})");
}

TEST(JsonWriter, AppendsToWhatIsThere) {
    std::string text = "data: ";
    Writer{text}.array().value(1).value(2).end_array();
    EXPECT_EQ(text, "data: [1,2]");
}

TEST(JsonWriter, WritesNumbersInFull) {
    EXPECT_EQ(written(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
    EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
    EXPECT_EQ(written(std::uint8_t{7}), "7");
    EXPECT_EQ(written(0.1), "0.1");
    EXPECT_EQ(written(std::numeric_limits<double>::infinity()), "null");
    EXPECT_EQ(written(core::Id<struct ThingTag>{9'007'199'254'740'993}), "\"9007199254740993\"");
}

TEST(JsonWriter, EscapesWhatMustBe) {
    EXPECT_EQ(written("say \"hi\"\\\b\f\n\r\t"), R"("say \"hi\"\\\b\f\n\r\t")");
    EXPECT_EQ(written(std::string_view{"\0\x1F\x7F", 3}), "\"\\u0000\\u001f\x7F\"");
    EXPECT_EQ(written("long enough for whole words, \"quoted\" late"), R"("long enough for whole words, \"quoted\" late")");
}

TEST(JsonWriter, KeepsUtf8AndReplacesTheRest) {
    EXPECT_EQ(written("caf\u00e9 \U0001F4F7"), "\"caf\u00e9 \U0001F4F7\"");
    EXPECT_EQ(written("a\xC0\xAF"
                      "b"),
              "\"a\uFFFD\uFFFDb\"");
    EXPECT_EQ(written("cut \xE2\x82"), "\"cut \uFFFD\uFFFD\"");
}

TEST(JsonWriter, WritesTimesAsTheCoreDoes) {
    for (const std::int64_t milliseconds :
         {0ll, 1ll, 1'764'000'000'123ll, 951'782'399'999ll, -1ll, 253'402'300'799'999ll, 253'402'300'800'000ll}) {
        const core::Timestamp moment{std::chrono::milliseconds{milliseconds}};
        EXPECT_EQ(written(moment), '"' + core::to_rfc3339(moment) + '"');
    }
}

TEST(JsonWriter, WritesAnyBytesSoThatTheyReadBackAsJson) {
    std::mt19937 random{7};
    std::uniform_int_distribution<int> byte{0, 255};
    for (int round = 0; round < 2'000; ++round) {
        std::string bytes(static_cast<std::size_t>(byte(random) % 40), ' ');
        bool ascii = round % 2 == 0;
        for (auto& c : bytes) c = static_cast<char>(ascii ? byte(random) & 0x7F : byte(random));
        boost::json::error_code failure;
        const auto read = boost::json::parse(written(bytes), failure);
        ASSERT_FALSE(failure) << written(bytes);
        if (ascii) ASSERT_EQ(read.as_string(), bytes);
    }
}

}  // namespace
}  // namespace instante::json
