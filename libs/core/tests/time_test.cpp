#include "core/time.hpp"

#include <gtest/gtest.h>

namespace instante::core {
namespace {

TEST(Rfc3339, IsWrittenInUtcWithMilliseconds) {
    EXPECT_EQ(to_rfc3339(Timestamp{std::chrono::milliseconds{1'700'000'000'007}}), "2023-11-14T22:13:20.007Z");
}

TEST(Rfc3339, IsReadWithFractionsAndOffsets) {
    const Timestamp moment{std::chrono::milliseconds{1'700'000'000'120}};
    EXPECT_EQ(parse_rfc3339("2023-11-14T22:13:20.12Z"), moment);
    EXPECT_EQ(parse_rfc3339("2023-11-14T19:13:20.1200009-03:00"), moment);
}

TEST(Rfc3339, IsRefusedWhenItIsSomethingElse) {
    for (const auto* text : {"", "2023-11-14", "2023-13-14T22:13:20Z", "2023-02-30T22:13:20Z", "2023-11-14T24:13:20Z",
                             "2023-11-14T22:13:20", "2023-11-14T22:13:20.Z", "2023-11-14T22:13:20Zx"})
        EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
}

}  // namespace
}  // namespace instante::core
