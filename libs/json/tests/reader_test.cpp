#include "json/reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace instante::json {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using ThingId = core::Id<struct ThingTag>;

Document parse(std::string_view text) {
    return Document::parse(text).value();
}

/// "field: code" of everything that was refused.
std::vector<std::string> refused(const Document& document) {
    std::vector<std::string> list;
    const auto outcome = document.outcome();
    if (outcome) return list;
    EXPECT_EQ(outcome.error().code(), core::invalid_fields);
    for (const auto& error : outcome.error().fields()) list.push_back(error.field + ": " + error.code);
    return list;
}

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

TEST(JsonReader, GivesEveryKindOfValue) {
    auto document = parse(R"({"text":"a\u00e9\n","count":-5,"yes":true,"at":"2026-11-24T12:43:00.123Z","id":"42",
                              "inner":{"name":"x"},"things":[{"n":1},{"n":2}],"tags":["a","b"],"ids":["1","2"],"ignored":1.5})");
    auto root = document.root();
    EXPECT_EQ(root.string("text"), "a\u00e9\n");
    EXPECT_EQ(root.integer("count"), -5);
    EXPECT_EQ(root.boolean("yes"), true);
    EXPECT_EQ(root.time("at"), core::parse_rfc3339("2026-11-24T12:43:00.123Z"));
    EXPECT_EQ(root.id<ThingId>("id"), ThingId{42});
    EXPECT_EQ(root.object("inner")->string("name"), "x");
    EXPECT_EQ(root.objects("things").at(1).integer("n"), 2);
    EXPECT_THAT(root.strings("tags"), ElementsAre("a", "b"));
    EXPECT_THAT(root.ids<ThingId>("ids"), ElementsAre(ThingId{1}, ThingId{2}));
    EXPECT_EQ(root.raw("things"), R"([{"n":1},{"n":2}])");
    EXPECT_EQ(root.raw("nothing"), "");
    EXPECT_THAT(refused(document), IsEmpty());
}

TEST(JsonReader, RefusesEveryBadFieldUnderItsFullName) {
    auto document = parse(R"({"text":1,"count":1.5,"yes":"no","at":"yesterday","id":42,"inner":[],"tags":{},
                              "list":["a",2],"ids":["1","01"],"audience":{"users":[{"id":"1"},{"id":"x"},3]}})");
    auto root = document.root();
    EXPECT_EQ(root.string("text"), std::nullopt);
    root.integer("count");
    root.boolean("yes");
    root.time("at");
    root.id<ThingId>("id");
    root.object("inner");
    root.strings("tags");
    root.strings("list");
    root.ids<ThingId>("ids");
    for (auto& user : root.object("audience")->objects("users")) user.id<ThingId>("id");
    root.string("absent");
    EXPECT_THAT(refused(document),
                ElementsAre("text: not-a-string", "count: not-a-number", "yes: not-a-boolean", "at: not-a-time", "id: not-an-id",
                            "inner: not-an-object", "tags: not-an-array", "list[1]: not-a-string", "ids[1]: not-an-id",
                            "audience.users[2]: not-an-object", "audience.users[1].id: not-an-id", "absent: missing"));
}

TEST(JsonReader, TakesAbsentAndNullForTheSame) {
    auto document = parse(R"({"null":null,"bad":7})");
    auto root = document.root();
    for (const auto* name : {"null", "absent"}) {
        EXPECT_FALSE(root.has(name));
        EXPECT_EQ(root.optional_string(name), std::nullopt);
        EXPECT_EQ(root.optional_integer(name), std::nullopt);
        EXPECT_EQ(root.optional_boolean(name), std::nullopt);
        EXPECT_EQ(root.optional_time(name), std::nullopt);
        EXPECT_EQ(root.optional_id<ThingId>(name), std::nullopt);
        EXPECT_FALSE(root.optional_object(name));
        EXPECT_THAT(root.optional_objects(name), IsEmpty());
        EXPECT_THAT(root.optional_strings(name), IsEmpty());
        EXPECT_THAT(root.optional_ids<ThingId>(name), IsEmpty());
    }
    EXPECT_TRUE(root.is_null("null"));
    EXPECT_FALSE(root.is_null("absent"));
    EXPECT_THAT(refused(document), IsEmpty());
    root.optional_string("bad");
    root.string("null");
    EXPECT_THAT(refused(document), ElementsAre("bad: not-a-string", "null: missing"));
}

TEST(JsonReader, KnowsOlderNamesAndReportsTheNewest) {
    auto document = parse(R"({"token-notification":"old","new":null,"old":"content","worse":1})");
    auto root = document.root();
    EXPECT_EQ(root.string("notification_token|token-notification"), "old");
    EXPECT_EQ(root.string("new|old"), "content");
    EXPECT_TRUE(root.has("new|old"));
    root.string("bad|worse");
    root.string("none|neither");
    root.refuse("own|other", "too-long", "At most three");
    EXPECT_THAT(refused(document), ElementsAre("bad: not-a-string", "none: missing", "own: too-long"));
}

TEST(JsonReader, AddsTheCallersOwnRules) {
    auto document = parse(R"({"images":[{},{"alt":"long"}]})");
    auto images = document.root().objects("images");
    images.at(1).refuse("alt", "too-long", "At most three");
    images.at(0).refuse("", "odd", "Odd");
    document.refuse("images", "too-many", "At most one");
    document.refuse("images", "too-many", "At most one");
    EXPECT_THAT(refused(document), ElementsAre("images[1].alt: too-long", "images[0]: odd", "images: too-many"));
}

TEST(JsonReader, WantsAnObjectAtTheTop) {
    auto document = parse("[1]");
    auto root = document.root();
    EXPECT_EQ(root.string("any"), std::nullopt);
    EXPECT_FALSE(root.has("any"));
    EXPECT_THAT(refused(document), ElementsAre(": not-an-object"));
}

TEST(JsonReader, StopsListingAfterAHundred) {
    auto document = parse("{}");
    auto root = document.root();
    for (int i = 0; i < 1000; ++i) root.string("field" + std::to_string(i));
    EXPECT_EQ(refused(document).size(), 100u);
}

TEST(JsonReader, OutlivesAMove) {
    auto document = parse(R"({"a":"1"})");
    auto root = document.root();
    auto moved = std::move(document);
    EXPECT_EQ(root.string("a"), "1");
    root.string("b");
    EXPECT_THAT(refused(moved), ElementsAre("b: missing"));
}

struct Malformed {
    const char* name;
    std::string text;
};

class MalformedJson : public testing::TestWithParam<Malformed> {};

TEST_P(MalformedJson, IsRefused) {
    const auto outcome = Document::parse(GetParam().text);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code(), core::malformed);
    EXPECT_FALSE(outcome.error().detail().empty());
}

const Malformed malformed[] = {
    {"nothing", ""},
    {"a_blank", " "},
    {"an_open_object", "{"},
    {"ends_that_differ", "{]"},
    {"letters_after_the_end", R"({"a":1}x)"},
    {"two_objects", R"({"a":1}{})"},
    {"a_comma_before_the_end", R"({"a":1,})"},
    {"half_a_word", "nul"},
    {"a_zero_before_a_number", "01"},
    {"not_a_number", "NaN"},
    {"single_quotes", "'a'"},
    {"a_comment", "// no\n{}"},
    {"a_control_character", "\"\x01\""},
    {"an_overlong_character", "\"\xC0\xAF\""},
    {"a_surrogate_in_bytes", "\"\xED\xA0\x80\""},
    {"a_surrogate_escaped", R"("\ud800")"},
    {"a_byte_order_mark", "\xEF\xBB\xBF{}"},
    {"a_name_twice", R"({"a":1,"a":2})"},
    {"a_name_twice_once_escaped", R"({"b":[{"x":{"a":1,"b":2,"\u0061":3}}]})"},
    {"a_name_twice_within", R"({"a":{"a":1,"a":1},"a":2})"},
    {"a_level_too_many", nested(33)},
    {"far_too_many_levels", nested(100'000)},
    {"an_open_text", R"({"a":"cut)"},
    {"a_null_after_the_end", std::string("{}\0", 3)},
};

INSTANTIATE_TEST_SUITE_P(Texts, MalformedJson, testing::ValuesIn(malformed), [](const auto& info) { return info.param.name; });

TEST(JsonReader, ReadsWhatIsUnusualButRight) {
    for (const auto& text : {std::string{" {} \r\n\t"}, nested(32), std::string{R"({"a":{"a":{"a":1}},"b":{"a":1}})"},
                             std::string{R"({"":1})"}, std::string{R"("\u0000\ud83d\ude00")"}, std::string{"1e400"}})
        EXPECT_TRUE(Document::parse(text)) << text;
}

}  // namespace
}  // namespace instante::json
