#include "mongo/bson.hpp"

#include <bson/bson.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mongo/update.hpp"

namespace instante::mongo {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

/// As libbson reads it.
std::string json_of(const Document& document) {
    bson_t bson;
    EXPECT_TRUE(bson_init_static(&bson, reinterpret_cast<const std::uint8_t*>(document.bytes().data()), document.bytes().size()));
    EXPECT_TRUE(bson_validate(&bson, BSON_VALIDATE_UTF8, nullptr));
    char* text = bson_as_relaxed_extended_json(&bson, nullptr);
    std::string json = text;
    bson_free(text);
    return json;
}

const Document everything{{"text", "Zoé"},
                          {"id", core::Id<struct Tag>{std::uint64_t{1} << 62}},
                          {"small", 7},
                          {"yes", true},
                          {"no", nullptr},
                          {"at", core::Timestamp{1'764'000'000'123ms}},
                          {"inner", Document{{"a", Document{{"b", 1}}}}},
                          {"list", Array{Document{{"x", 1}}, 2, "three", std::int64_t{4}}}};

TEST(Bson, IsWhatTheDriverReads) {
    EXPECT_EQ(json_of(everything), R"({ "text" : "Zoé", "id" : 4611686018427387904, "small" : 7, "yes" : true, "no" : null, )"
                                   R"("at" : { "$date" : "2025-11-24T16:00:00.123Z" }, "inner" : { "a" : { "b" : 1 } }, )"
                                   R"("list" : [ { "x" : 1 }, 2, "three", 4 ] })");
    EXPECT_EQ(json_of(Document{}), "{ }");
}

TEST(Bson, ReadsBackWhatItWrote) {
    const auto view = everything.view();
    EXPECT_EQ(view.text("text"), "Zoé");
    EXPECT_EQ(view.id<core::Id<struct Tag>>("id").value, std::uint64_t{1} << 62);
    EXPECT_EQ(view.integer("small"), 7);
    EXPECT_TRUE(view.boolean("yes"));
    EXPECT_FALSE(view.has("no"));
    EXPECT_TRUE(view.has("at"));
    EXPECT_EQ(view.time("at"), core::Timestamp{1'764'000'000'123ms});
    EXPECT_EQ(view.optional_time("no"), std::nullopt);
    EXPECT_EQ(view.document("inner").document("a").integer("b"), 1);
    EXPECT_EQ(view.documents("list").size(), 1u);
    EXPECT_THAT(view.integers("list"), ElementsAre(2, 4));
    EXPECT_THAT(view.texts("list"), ElementsAre("three"));
    EXPECT_EQ(json_of(Document{{"copy", view.array("list").add(5)}}), R"({ "copy" : [ { "x" : 1 }, 2, "three", 4, 5 ] })");
    EXPECT_EQ(json_of(view.only("small")), R"({ "small" : 7 })");
    EXPECT_EQ(json_of(view.only("absent")), "{ }");
}

TEST(Bson, WhatIsAbsentOrOfAnotherTypeReadsAsNothing) {
    const auto view = everything.view();
    EXPECT_EQ(view.text("small"), "");
    EXPECT_EQ(view.integer("text"), 0);
    EXPECT_EQ(view.document("list").integer("0"), 0);
    EXPECT_THAT(view.documents("text"), IsEmpty());
    EXPECT_EQ(view.optional_time("absent"), std::nullopt);
}

TEST(Bson, EveryTypeOfADriversDocumentIsPassedOver) {
    bson_t bson = BSON_INITIALIZER;
    bson_oid_t oid;
    bson_oid_init_from_string(&oid, "0123456789abcdef01234567");
    const bson_decimal128_t decimal{};
    const std::uint8_t bytes[] = {1, 2, 3};
    BSON_APPEND_OID(&bson, "oid", &oid);
    BSON_APPEND_BINARY(&bson, "binary", BSON_SUBTYPE_BINARY, bytes, sizeof bytes);
    BSON_APPEND_REGEX(&bson, "regex", "a", "i");
    BSON_APPEND_CODE(&bson, "code", "f()");
    BSON_APPEND_TIMESTAMP(&bson, "timestamp", 1, 2);
    BSON_APPEND_DECIMAL128(&bson, "decimal", &decimal);
    BSON_APPEND_MINKEY(&bson, "min");
    BSON_APPEND_MAXKEY(&bson, "max");
    BSON_APPEND_UNDEFINED(&bson, "undefined");
    BSON_APPEND_DOUBLE(&bson, "double", 3.0);
    const std::string_view all{reinterpret_cast<const char*>(bson_get_data(&bson)), bson.len};
    EXPECT_EQ(View{all}.integer("double"), 3);
    for (std::size_t cut = 0; cut < all.size(); ++cut) {
        const std::string part{all.substr(0, cut)};  // its own memory: a read beyond its end is seen
        EXPECT_EQ(View{part}.text("absent"), "");
    }
    bson_destroy(&bson);
}

TEST(Bson, AnUpdateGathersFieldsByOperator) {
    const auto update = Update{}.set("a", 1).set("b", "x").max("version", 3).push("list", Array{1, 2}).unset("c").document();
    EXPECT_EQ(json_of(update), R"({ "$max" : { "version" : 3 }, "$push" : { "list" : { "$each" : [ 1, 2 ] } }, )"
                               R"("$set" : { "a" : 1, "b" : "x" }, "$unset" : { "c" : "" } })");
}

}  // namespace
}  // namespace instante::mongo
