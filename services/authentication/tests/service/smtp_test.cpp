#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/run.hpp"
#include "authentication/domain/errors.hpp"
#include "authentication/outbound/mail/internet_message.hpp"
#include "authentication/outbound/mail/smtp_mailer.hpp"
#include "authentication/tests/people.hpp"
#include "authentication/tests/service/post_office.hpp"
#include "bus/verdict.hpp"
#include "telemetry/log_sink.hpp"

namespace instante::authentication::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

Mail a_mail(std::string to = "ana@example.org") {
    return {"42", MailKind::reset, UserId{7}, std::move(to),
            write_letter(MailKind::reset, "pt-BR", {"Ana", "ana", "https://photos.example.org/sign-in/reset#secret"})};
}

class SmtpTest : public ::testing::Test {
protected:
    std::unique_ptr<Mailer> mailer(const std::string& url) {
        SmtpServer server;
        server.url = url;
        return make_smtp_mailer(server, "no-reply@photos.example.org", clock, telemetry::Log{sink, "test"});
    }
    Result<void> send(Mail mail = a_mail()) { return async::run(mailer(office.url())->send(std::move(mail))); }

    PostOffice office;
    core::FixedClock clock{noon};
    std::shared_ptr<telemetry::MemorySink> sink = std::make_shared<telemetry::MemorySink>();
};

TEST_F(SmtpTest, HandsAMailOver) {
    ASSERT_TRUE(send());
    EXPECT_THAT(office.commands(), Contains("EHLO photos.example.org"));
    EXPECT_THAT(office.commands(), Contains(HasSubstr("MAIL FROM:<no-reply@photos.example.org>")));
    EXPECT_THAT(office.commands(), Contains("RCPT TO:<ana@example.org>"));
    ASSERT_EQ(office.mails().size(), 1u);
    const auto mail = office.mails().front();
    EXPECT_THAT(
        mail,
        HasSubstr(
            "From: Instante <no-reply@photos.example.org>\r\nTo: <ana@example.org>\r\nSubject: Escolha uma nova senha\r\n"));
    EXPECT_THAT(mail, HasSubstr("\r\nMessage-ID: <42@photos.example.org>\r\n"));
    EXPECT_THAT(mail, HasSubstr("\r\nContent-Transfer-Encoding: quoted-printable\r\n"));
    EXPECT_THAT(mail, HasSubstr("Ol=C3=A1, Ana!"));
    for (const char c : mail) EXPECT_TRUE((c >= ' ' && c <= '~') || c == '\r' || c == '\n') << static_cast<int>(c);
}

TEST_F(SmtpTest, KeepsItsConnection) {
    const auto one = mailer(office.url());
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(async::run(one->send(a_mail())));
    EXPECT_EQ(office.mails().size(), 3u);
    EXPECT_EQ(office.connections(), 1);
}

TEST_F(SmtpTest, SignsIn) {
    const auto url = office.url("instante:hunter%402@");
    ASSERT_TRUE(async::run(mailer(url)->check()));
    EXPECT_THAT(office.commands(), Contains("AUTH PLAIN"));
    ASSERT_TRUE(async::run(mailer(url)->send(a_mail())));
}

TEST_F(SmtpTest, LetsNobodySayAnythingElse) {
    for (const auto* to : {"", "ana@example.org>\r\nRCPT TO:<eve@example.org", "ana@example.org,eve@example.org",
                           "<ana@example.org>", "an\xc3\xa1@example.org", "ana @example.org"}) {
        const auto outcome = send(a_mail(to));
        ASSERT_FALSE(outcome) << to;
        EXPECT_EQ(outcome.error().code(), mail_refused) << to;
        EXPECT_EQ(bus::judge(outcome.error()), bus::Verdict::park) << to;
    }
    EXPECT_EQ(office.connections(), 0);
    auto mail = a_mail();
    mail.letter.subject = "Hi\r\nBcc: eve@example.org";
    mail.letter.text = "one\n.\nRCPT TO:<eve@example.org>\n..two\n";
    ASSERT_TRUE(send(mail));
    EXPECT_THAT(office.mails().front(), Not(HasSubstr("\nBcc")));
    EXPECT_THAT(office.mails().front(),
                HasSubstr("one\r\n..\r\nRCPT TO:<eve@example.org>\r\n...two\r\n"));  // dots are doubled on the way
    EXPECT_THAT(office.commands(), Not(Contains("RCPT TO:<eve@example.org>")));
}

TEST_F(SmtpTest, TriesAgainOrNeverAsTheServerSays) {
    const std::vector<std::tuple<std::string, std::string, bus::Verdict>> cases{
        {"RCPT", "550 5.1.1 <ana@example.org> is nobody here", bus::Verdict::park},
        {"MAIL", "553 5.7.1 not from you", bus::Verdict::park},
        {"DATA", "554 5.7.1 not this", bus::Verdict::park},
        {".", "554 5.6.0 not this", bus::Verdict::park},
        {"RCPT", "450 4.2.1 come again, ana@example.org", bus::Verdict::retry},
        {".", "452 4.3.1 no room", bus::Verdict::retry},
        {"RCPT", "421 4.3.2 closing", bus::Verdict::pause},
        {"MAIL", "530 5.7.0 sign in first", bus::Verdict::pause},
        {"", "554 no mail today", bus::Verdict::pause},
        {"", "421 too busy", bus::Verdict::pause},
        {"DATA", "", bus::Verdict::pause},
        {".", "", bus::Verdict::pause},
    };
    for (const auto& [command, reply, verdict] : cases) {
        office.reply(command, reply);
        const auto outcome = send();
        ASSERT_FALSE(outcome) << command << ' ' << reply;
        EXPECT_EQ(bus::judge(outcome.error()), verdict) << command << ' ' << reply << ": " << outcome.error().note();
        EXPECT_THAT(outcome.error().note(), Not(HasSubstr("ana@"))) << command << ' ' << reply;
        office.reply(command, command.empty() ? "220 here" : command == "DATA" ? "354 go on" : "250 fine");
    }
    EXPECT_TRUE(send());
}

TEST_F(SmtpTest, SaysAtStartWhatIsWrongAndNoSecret) {
    EXPECT_TRUE(async::run(mailer(office.url())->check()));
    office.reply("AUTH", "535 5.7.8 wrong");
    const auto url = office.url("instante:hunter2@");
    for (const auto& refused : {async::run(mailer(url)->check()), async::run(mailer("smtp://u:hunter2@127.0.0.1:1")->check()),
                                async::run(mailer("smtps://u:hunter2@" + office.url().substr(7))->check()),
                                async::run(mailer("smtp://u:hunter2@no-such-host.invalid")->check())}) {
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind(), core::Kind::invalid);
        EXPECT_THAT(refused.error().note(), HasSubstr("--mail: "));
        EXPECT_THAT(refused.error().note(), Not(HasSubstr("hunter2")));
    }
    EXPECT_THAT(async::run(mailer(url)->check()).error().note(), HasSubstr("refuses the user or the password (535)"));
    EXPECT_EQ(bus::judge(async::run(mailer(url)->send(a_mail())).error()), bus::Verdict::pause);
}

TEST_F(SmtpTest, SaysNoPasswordInTheClearButAtHome) {
    EXPECT_EQ(tls_of("smtp://u:p@127.0.0.1:25"), SmtpTls::never);
    EXPECT_EQ(tls_of("smtp://localhost"), SmtpTls::never);
    EXPECT_EQ(tls_of("smtp://[::1]:25"), SmtpTls::never);
    EXPECT_EQ(tls_of("smtp://127.0.0.1.example.org"), SmtpTls::if_offered);
    EXPECT_EQ(tls_of("smtp://mail.example.org"), SmtpTls::if_offered);
    EXPECT_EQ(tls_of("smtp://u:p@mail.example.org"), SmtpTls::required);
    EXPECT_EQ(tls_of("smtps://u:p@mail.example.org"), SmtpTls::at_once);
    // Spelt like no loopback address, it is a host that must offer STARTTLS; this one does not.
    const auto host = "smtp://u:hunter2@0x7f.0.0.1" + office.url().substr(office.url().rfind(':'));
    EXPECT_FALSE(async::run(mailer(host)->check()));
    EXPECT_THAT(office.commands(), Not(Contains(HasSubstr("AUTH"))));
}

TEST(InternetMessage, IsQuotedInShortLinesWhereItIsToTravel) {
    auto mail = a_mail();
    mail.letter.text = "a=b \n" + std::string(200, 'x') + "\xc3\xa9\n\ttab\t\nend ";
    const auto text = internet_message(mail, "no-reply@example.org", noon, TextEncoding::quoted_printable);
    EXPECT_THAT(text, HasSubstr("\r\na=3Db=20\r\n" + std::string(75, 'x') + "=\r\n" + std::string(75, 'x') + "=\r\n" +
                                std::string(50, 'x') + "=C3=A9\r\n=09tab=09\r\nend=20\r\n"));
}

}  // namespace
}  // namespace instante::authentication::testing
