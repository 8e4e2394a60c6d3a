#include "core/text.hpp"

#include <gtest/gtest.h>

namespace instante::core {
namespace {

TEST(Text, CountsCodePointsNotBytes) {
    EXPECT_EQ(count_code_points("ação 📷"), 6u);
    EXPECT_EQ(first_code_points("ação 📷", 3), "açã");
    EXPECT_EQ(first_code_points("ação", 10), "ação");
}

TEST(Text, IsRefusedWhenItIsNotUtf8) {
    for (const auto* text : {"\x80", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3"})
        EXPECT_EQ(count_code_points(text), std::nullopt);
}

TEST(Text, IsTrimmedOfBlanksAtItsEndsOnly) {
    EXPECT_EQ(trim(" \t a b\r\n"), "a b");
    EXPECT_EQ(trim(" \n"), "");
}

TEST(Text, TellsControlCharactersFromLineFeedsAndTabs) {
    EXPECT_FALSE(has_control_characters("a\tb\n"));
    EXPECT_TRUE(has_control_characters(std::string_view{"a\0b", 3}));
    EXPECT_TRUE(has_control_characters("a\x1b[31m"));
}

}  // namespace
}  // namespace instante::core
