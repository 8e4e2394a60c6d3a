#include "notification/domain/texts.hpp"

#include <gtest/gtest.h>

#include "notification/domain/notification.hpp"

namespace instante::notification {
namespace {

const Person ana{UserId{7}, "ana", "Ana Lima", ""};

TEST(Title, SpeaksTheReadersLanguage) {
    EXPECT_EQ(title(Type::publication, ana, "en"), "New publication by Ana Lima");
    EXPECT_EQ(title(Type::publication, ana, "pt-BR"), "Publicação nova de Ana Lima");
    EXPECT_EQ(title(Type::follow, ana, "en"), "Ana Lima follows you now");
    EXPECT_EQ(title(Type::follow, ana, "pt-BR"), "Ana Lima agora segue você");
}

TEST(Title, SpeaksEnglishToWhoeverItDoesNotKnow) {
    EXPECT_EQ(title(Type::publication, ana, "pt"), "Publicação nova de Ana Lima");
    for (const auto* lang : {"", "p", "de", "ptx", "en-GB"})
        EXPECT_EQ(title(Type::publication, ana, lang), "New publication by Ana Lima") << lang;
}

TEST(Title, NamesSomebodyWithoutANameByTheirUsername) {
    EXPECT_EQ(title(Type::follow, {UserId{7}, "ana", "", ""}, "en"), "ana follows you now");
}

TEST(TypeNames, AreReadAsTheyAreWritten) {
    for (const auto type : {Type::publication, Type::follow}) EXPECT_EQ(parse_type(to_string(type)), type);
    EXPECT_FALSE(parse_type("like"));
    EXPECT_FALSE(parse_type(""));
}

}  // namespace
}  // namespace instante::notification
