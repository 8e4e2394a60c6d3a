#include "core/error.hpp"

#include <gtest/gtest.h>

namespace instante::core {
namespace {

TEST(Error, KeepsItsNoteAndTheNotesOfItsCausesForTheLog) {
    const auto error = Error{unavailable, "while storing"}.caused_by(Error{internal, "disk on fire"});
    EXPECT_EQ(error.note(), "while storing; internal: disk on fire");
    EXPECT_TRUE(error.detail().empty());
}

TEST(Error, IsCopiedWithoutSharingWhatIsAddedLater) {
    const Error plain{invalid_fields};
    const auto with =
        plain.with_fields({{"name", "too-long", "At most 50 characters"}}).with_retry_after(std::chrono::seconds{3});
    EXPECT_TRUE(plain.fields().empty());
    ASSERT_EQ(with.fields().size(), 1u);
    EXPECT_EQ(with.retry_after(), std::chrono::seconds{3});
}

TEST(Result, ThrowsOnlyWhenSomebodyAsksForAValueThatIsNotThere) {
    const Result<int> none{Error{not_found}};
    EXPECT_FALSE(none);
    EXPECT_THROW(static_cast<void>(none.value()), std::logic_error);
}

}  // namespace
}  // namespace instante::core
