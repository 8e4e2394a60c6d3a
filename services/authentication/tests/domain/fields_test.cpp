#include "authentication/domain/fields.hpp"

#include <gtest/gtest.h>

#include "authentication/domain/errors.hpp"
#include "authentication/domain/registration.hpp"

namespace instante::authentication {
namespace {

std::string code_of(void (*rule)(std::string_view, FieldErrors&), std::string_view text) {
    FieldErrors errors;
    rule(text, errors);
    return errors.empty() ? "" : errors.front().code;
}

TEST(Fields, CountNamesInCharactersNotBytes) {
    std::string fifty;
    for (int each = 0; each < 50; ++each) fifty += "ã";
    EXPECT_EQ(code_of(check_name, fifty), "");
    EXPECT_EQ(code_of(check_name, fifty + "ã"), "too-long");
    EXPECT_EQ(code_of(check_name, ""), "missing");
    EXPECT_EQ(code_of(check_name, "a\nb"), "control-characters");
    EXPECT_EQ(code_of(check_name, "\xFF"), "not-utf8");
}

TEST(Fields, LetABioHaveLines) {
    EXPECT_EQ(code_of(check_bio, "one\ntwo"), "");
    EXPECT_EQ(code_of(check_bio, ""), "");
    EXPECT_EQ(code_of(check_bio, std::string(151, 'x')), "too-long");
    EXPECT_EQ(code_of(check_bio, "a\x1b[31m"), "control-characters");
}

TEST(Fields, TakeTheEmailAddressesThatBrowsersTake) {
    for (const auto* good : {"ana@example.org", "a.b+c@sub.example.org", "root@localhost", "o'neil@example.org"})
        EXPECT_EQ(code_of(check_email, good), "") << good;
    for (const auto* bad :
         {"ana", "@example.org", "ana@", "ana@-x.org", "ana@x-.org", "ana@x..org", "a b@x.org", "ana@exämple.org"})
        EXPECT_EQ(code_of(check_email, bad), "not-an-email") << bad;
    EXPECT_EQ(code_of(check_email, "ana@" + std::string(250, 'x')), "not-an-email");
    EXPECT_EQ(code_of(check_email, ""), "missing");
}

TEST(Fields, WantEightToOneHundredTwentyEightCharactersOfAPassword) {
    EXPECT_EQ(code_of(check_password, "1234567"), "too-short");
    EXPECT_EQ(code_of(check_password, "12345678"), "");
    EXPECT_EQ(code_of(check_password, std::string(128, 'x')), "");
    EXPECT_EQ(code_of(check_password, std::string(129, 'x')), "too-long");
}

TEST(Fields, TellReservedUsernamesFromBadOnes) {
    EXPECT_EQ(code_of(check_username, "me"), "reserved");
    EXPECT_EQ(code_of(check_username, "No Way"), "bad-format");
    EXPECT_EQ(code_of(check_username, "ana"), "");
}

TEST(Registrations, AreToldEverythingThatIsWrongAtOnce) {
    Registration registration;
    registration.username = "ME";
    registration.email = "nowhere";
    const auto errors = check(normalised(registration));
    std::vector<std::string> fields;
    for (const auto& each : errors) fields.push_back(each.field);
    EXPECT_EQ(fields, (std::vector<std::string>{"username", "name", "email", "password"}));
}

TEST(Registrations, AreTrimmedAndLowerCasedButForTheirPassword) {
    Registration registration;
    registration.username = " Ana ";
    registration.name = " Ana ";
    registration.email = " Ana@Example.ORG ";
    registration.password = " secret ";
    const auto made = normalised(registration);
    EXPECT_EQ(made.username, "ana");
    EXPECT_EQ(made.name, "Ana");
    EXPECT_EQ(made.email, "ana@example.org");
    EXPECT_EQ(made.password, " secret ");
}

TEST(Edits, WantThePasswordForANewPasswordOrAddress) {
    for (auto member : {&UserEdit::password, &UserEdit::email}) {
        UserEdit edit;
        edit.*member = member == &UserEdit::email ? "ana@example.org" : "long enough";
        const auto errors = check(edit);
        ASSERT_EQ(errors.size(), 1u);
        EXPECT_EQ(errors.front().field, "current_password");
    }
}

TEST(PictureErrors, KeepTheirKind) {
    EXPECT_EQ(picture_error("resize-image/not-an-image"), not_a_picture);
    EXPECT_EQ(picture_error("resize-image/too-many-pixels"), picture_too_large);
    EXPECT_EQ(picture_error("resize-image/does-not-decode"), bad_picture);
    EXPECT_EQ(picture_error(""), bad_picture);
}

}  // namespace
}  // namespace instante::authentication
