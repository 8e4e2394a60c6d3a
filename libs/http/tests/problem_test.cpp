#include "http/problem.hpp"

#include <gtest/gtest.h>

#include "http/testing/request.hpp"

namespace instante::http {
namespace {

using core::Kind;
using testing::content_of;
using testing::header_of;

core::Error error_of(Kind kind) {
    return core::Error{core::Code{kind, "some-slug", "Some title"}, "a secret note"};
}

TEST(Problem, GivesEveryKindItsStatus) {
    const std::vector<std::pair<Kind, int>> table{
        {Kind::malformed, 400}, {Kind::invalid, 422},     {Kind::unauthenticated, 401}, {Kind::forbidden, 403},
        {Kind::not_found, 404}, {Kind::gone, 410},        {Kind::conflict, 409},        {Kind::precondition_failed, 412},
        {Kind::too_large, 413}, {Kind::unsupported, 415}, {Kind::rate_limited, 429},    {Kind::unavailable, 503},
        {Kind::timed_out, 503}, {Kind::internal, 500}};
    for (const auto& [kind, status] : table) {
        EXPECT_EQ(status_of(kind), status);
        EXPECT_EQ(problem(error_of(kind)).status, status);
    }
}

TEST(Problem, SaysWhatItIsAndNothingOfNoteAndCause) {
    auto response = problem(error_of(Kind::conflict).caused_by(core::Error{core::internal, "another secret"}));
    EXPECT_EQ(header_of(response, "Content-Type"), "application/problem+json");
    EXPECT_EQ(content_of(response), R"({"type":"/problems/some-slug","title":"Some title","status":409})");
}

TEST(Problem, TellsDetailAndFields) {
    auto response =
        problem(error_of(Kind::invalid).with_detail("Look again.").with_fields({{"images[2].alt", "too-long", "At most \"9\""}}));
    EXPECT_EQ(content_of(response), R"({"type":"/problems/some-slug","title":"Some title","status":422,"detail":"Look again.",)"
                                    R"("errors":[{"field":"images[2].alt","code":"too-long","message":"At most \"9\""}]})");
}

TEST(Problem, SaysWhenToTryAgain) {
    EXPECT_EQ(header_of(problem(error_of(Kind::unavailable)), "Retry-After"), "1");
    EXPECT_EQ(header_of(problem(error_of(Kind::timed_out)), "Retry-After"), "1");
    EXPECT_EQ(header_of(problem(error_of(Kind::rate_limited).with_retry_after(std::chrono::seconds{30})), "Retry-After"), "30");
    EXPECT_EQ(header_of(problem(error_of(Kind::internal)), "Retry-After"), "");
}

TEST(Problem, SaysHowToSignIn) {
    EXPECT_EQ(header_of(problem(error_of(Kind::unauthenticated)), "WWW-Authenticate"), "Bearer");
    EXPECT_EQ(header_of(problem(error_of(Kind::forbidden)), "WWW-Authenticate"), "");
}

}  // namespace
}  // namespace instante::http
