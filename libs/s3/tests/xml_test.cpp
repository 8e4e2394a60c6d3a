#include "s3/xml.hpp"

#include <gtest/gtest.h>

#include "s3/answers.hpp"

namespace instante::s3 {
namespace {

TEST(Xml, IsATreeOfNamesAndTexts) {
    const auto root = parse_xml(
        "<?xml version=\"1.0\"?><a:R xmlns:a=\"u\" x=\"y\"><!-- c --><K>1 &lt;&#x41;<![CDATA[&]]></K><K>2</K><E/></a:R>");
    ASSERT_TRUE(root);
    EXPECT_EQ(root->name, "R");
    ASSERT_EQ(root->children.size(), 3u);
    EXPECT_EQ(root->text_of("K"), "1 <A&");
    EXPECT_EQ(root->children[1].text, "2");
    EXPECT_EQ(root->text_of("E"), "");
    EXPECT_EQ(root->find("none"), nullptr);
}

TEST(Xml, OfHostilePeopleIsRefused) {
    std::string deep;
    for (int i = 0; i < 17; ++i) deep += "<a>";
    deep += "<b/>";
    for (int i = 0; i < 17; ++i) deep += "</a>";
    std::string wide = "<a>";
    for (int i = 0; i < 20'001; ++i) wide += "<b/>";
    wide += "</a>";
    for (const auto& bad : {std::string{}, std::string{"text"}, std::string{"<a>"}, std::string{"<a></b>"},
                            std::string{"<a/><b/>"}, std::string{"<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>"},
                            std::string{"<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"}, std::string{"<a>&e;</a>"},
                            std::string{"<a>\xff</a>"}, std::string{"<a>\0</a>", 8}, deep, wide}) {
        EXPECT_FALSE(parse_xml(bad)) << bad.substr(0, 60);
    }
}

TEST(Xml, IsWrittenWithNothingThatCouldBeMarkup) {
    const auto root = parse_xml(render_deletion({"a&<b>]]>"}));
    ASSERT_TRUE(root);
    EXPECT_EQ(root->find("Object")->text_of("Key"), "a&<b>]]>");
}

TEST(Xml, IsReadWithTheLineEndsItWasWrittenWith) {
    EXPECT_EQ(parse_xml("<a>" + escape_xml("one\r\ntwo\r") + "</a>")->text, "one\r\ntwo\r");
}

TEST(Answers, OfAListThatIsWrongAreLeftOut) {
    const auto page = read_page(
        "<ListBucketResult><Contents><Key>a</Key><Size>-1</Size></Contents>"
        "<Contents><Key>b</Key><Size>9</Size><LastModified>2026-11-24T12:00:00Z</LastModified></Contents>"
        "<Contents><Key>%zz</Key><Size>1</Size></Contents><Contents/></ListBucketResult>");
    ASSERT_TRUE(page);
    ASSERT_EQ(page->infos.size(), 1u);
    EXPECT_EQ(page->infos[0].key, "b");
    EXPECT_EQ(core::to_rfc3339(page->infos[0].modified), "2026-11-24T12:00:00.000Z");
    EXPECT_EQ(page->token, "");
}

TEST(Answers, HaveDatesOfHttp) {
    EXPECT_EQ(core::to_rfc3339(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").value()), "1994-11-06T08:49:37.000Z");
    EXPECT_FALSE(parse_http_date(""));
    EXPECT_FALSE(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT+1"));
    EXPECT_FALSE(parse_http_date(std::string_view{"Sun, 06 Nov 1994 08:49:37 GMT\0", 30}));
}

}  // namespace
}  // namespace instante::s3
