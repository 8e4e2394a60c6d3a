#include "authentication/domain/username.hpp"

#include <gtest/gtest.h>

#include "authentication/domain/fold.hpp"

namespace instante::authentication {
namespace {

TEST(Username, IsTwoToThirtyOfItsCharacters) {
    for (const auto* good : {"ana", "a1", "_x", "ana.maria", "a.", "123a", "abcdefghijklmnopqrstuvwxyz1234"})
        EXPECT_TRUE(is_username(good)) << good;
    for (const auto* bad : {"", "a", ".ana", "Ana", "ana maria", "ana-maria", "ação", "abcdefghijklmnopqrstuvwxyz12345"})
        EXPECT_FALSE(is_username(bad)) << bad;
}

TEST(Username, OfDigitsAloneWouldPassForAnId) {
    EXPECT_FALSE(is_username("12345"));
    EXPECT_TRUE(is_username("12345_"));
}

TEST(Username, ThatHidesARouteIsReserved) {
    for (const auto* name :
         {"me", "search", "token", "verify", "register", "login", "logout", "password", "admin", "docs", "api", "follow"})
        EXPECT_TRUE(is_reserved(name)) << name;
    EXPECT_FALSE(is_reserved("ana"));
}

TEST(Folding, TakesAccentsAway) {
    EXPECT_EQ(fold("Ação ÑANDÚ Straße Œuvre"), "acao nandu strasse oeuvre");
    EXPECT_EQ(fold("Łukasz Žižek"), "lukasz zizek");
    EXPECT_EQ(fold("e\xCC\x81"), "e");  // a combining acute
}

TEST(Folding, KnowsEveryLetterOfLatinExtendedA) {
    EXPECT_EQ(fold("Āăčđěğħıĳĵĸłŋőœřšŧųŵŷžſ"), "aacdeghiijjklnooerstuwyzs");
}

TEST(Folding, KnowsTheCasesAndAccentsOfOtherScripts) {
    EXPECT_EQ(fold("ЁЛКА Йод Ґанок Ђ"), "елка иод ґанок ђ");
    EXPECT_EQ(fold("Άννα ΣΊΣΥΦΟΣ ς ᾷ"), "αννα σισυφοσ σ αι");
    EXPECT_EQ(fold("Ա Ⴀ Ა"), "ա Ⴀ ა");
    EXPECT_EQ(fold("Nguyễn Ștefan Ǻ"), "nguyen stefan a");
    EXPECT_EQ(fold("カタカナ ＡＢｃ１"), "かたかな abc1");
    EXPECT_EQ(fold("أَحْمَد آمنة ١٢"), "احمد امنه 12");
    EXPECT_EQ(fold("שָׁלוֹם"), "שלום");
    EXPECT_EQ(fold("山田 김 नीता 𠮷"), "山田 김 नीता 𠮷");
}

TEST(Folding, MakesBlanksOfWhatIsNoLetter) {
    EXPECT_EQ(fold("a—b·c、d📷e«"), "a b c d e ");
}

TEST(Folding, SurvivesWhatIsNotUtf8) {
    EXPECT_EQ(fold("a\xFF\xC3"), "a  ");
    EXPECT_EQ(fold("\xC0\xBF\xED\xA0\x80\xF8"), "   ");  // overlong, half a surrogate pair, five bytes
}

TEST(UsernameOfAName, JoinsItsWords) {
    EXPECT_EQ(fold_to_username("Ana Maria  de Souza"), "ana_maria_de_souza");
    EXPECT_EQ(fold_to_username("-- João! --"), "joao");
    EXPECT_EQ(fold_to_username("O'Neil"), "o_neil");
    EXPECT_EQ(fold_to_username("Ana Иванова 2"), "ana_2");
}

TEST(UsernameOfAName, IsCutToItsLength) {
    EXPECT_EQ(fold_to_username("abcdefghijklmnopqrstuvwxyz 1234567890"), "abcdefghijklmnopqrstuvwxyz_123");
    EXPECT_EQ(fold_to_username("abcdefghijklmnopqrstuvwxyz123 x"), "abcdefghijklmnopqrstuvwxyz123");
}

TEST(UsernameOfAName, MayLeaveNothing) {
    EXPECT_EQ(fold_to_username("写真 📷"), "");
}

TEST(UsernameWithDigits, EndsInThem) {
    EXPECT_EQ(with_digits("ana", 98765, 4), "ana8765");
    EXPECT_EQ(with_digits("ana", 5, 4), "ana0005");
    EXPECT_EQ(with_digits("", 1234, 4), "user1234");
    EXPECT_EQ(with_digits("2024", 1234, 4), "user1234");
    EXPECT_EQ(with_digits(std::string(30, 'a'), 1234, 4).size(), username_max);
    EXPECT_TRUE(is_username(with_digits("a", 1, 4)));
}

}  // namespace
}  // namespace instante::authentication
