#include "authentication/domain/search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace instante::authentication {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

TEST(Search, ATextHasEachOfItsPiecesOnce) {
    EXPECT_THAT(text_pieces(search_text("ana", "Ana")), ElementsAre("^^a", "^an", "ana"));
    EXPECT_THAT(text_pieces(search_text("b", "Li Wu")), ElementsAre("^^b", "^^l", "^^w", "^li", "^wu"));
    EXPECT_THAT(text_pieces(search_text("taro", "山田")), Contains("^山田"));
    EXPECT_THAT(text_pieces(""), ElementsAre());
}

TEST(Search, WhoIsFoundHoldsAllPiecesThatAreAskedFor) {
    const auto text = search_text("ana.lima", "Ana Conceição Lima 山田太郎");
    const auto held = text_pieces(text);
    for (const auto* asked :
         {"a", "an", "conceicao", "NCEIÇ", "lima ana", "a.l", "太郎", "郎", "田太郎", "ana conceicao lima a"}) {
        const auto words = search_words(asked);
        EXPECT_TRUE(is_found_by(text, words)) << asked;
        for (const auto& piece : search_pieces(words)) EXPECT_THAT(held, Contains(piece)) << asked;
    }
    EXPECT_THAT(held, Not(Contains(everybodys_piece)));
}

}  // namespace
}  // namespace instante::authentication
