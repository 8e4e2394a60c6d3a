#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include "authentication/outbound/mail/internet_message.hpp"
#include "authentication/outbound/mail/mailers.hpp"
#include "authentication/tests/people.hpp"
#include "authentication/tests/ports/adapters.hpp"
#include "authentication/tests/service/world.hpp"
#include "telemetry/log_sink.hpp"

namespace instante::authentication::testing {
namespace {

using http::Method;

Mail a_mail() {
    return {"42", MailKind::reset, UserId{7}, "ana@example.org",
            write_letter(MailKind::reset, "pt-BR", {"Ana <b>", "ana", "https://x/y"})};
}

TEST(InternetMessage, HoldsTextAndHtmlUnderHeadersThatAreSafe) {
    const auto text = internet_message(a_mail(), "no-reply@example.org", noon);
    EXPECT_NE(text.find("From: Instante <no-reply@example.org>\r\nTo: <ana@example.org>\r\nSubject: Escolha uma nova senha\r\n"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("\r\nDate: Mon, 01 Dec 2025 12:00:00 +0000\r\n"), std::string::npos) << text;
    EXPECT_NE(text.find("Olá, Ana <b>!\r\n"), std::string::npos);
    EXPECT_NE(text.find("Olá, Ana &lt;b&gt;!"), std::string::npos);
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) EXPECT_EQ(text[at - 1], '\r');
}

TEST(InternetMessage, LetsNobodyAddAHeader) {
    auto mail = a_mail();
    mail.to = "ana@example.org\r\nBcc: eve@example.org>, <eve@example.org";
    mail.letter.subject = "Hello\r\nBcc: eve@example.org";
    const auto text = internet_message(mail, "no-reply@example.org\nX: y", noon);
    EXPECT_EQ(text.find("\nBcc"), std::string::npos) << text;
    EXPECT_EQ(text.find("\nX:"), std::string::npos) << text;
}

TEST(InternetMessage, EncodesASubjectInPiecesOfWholeCharacters) {
    auto mail = a_mail();
    mail.letter.subject = std::string(41, 'x') + "çãé é o resto de um assunto que é comprido";
    const auto text = internet_message(mail, "no-reply@example.org", noon);
    const auto at = text.find("Subject: =?UTF-8?B?");
    ASSERT_NE(at, std::string::npos) << text;
    const auto line = text.substr(at, text.find("\r\nDate") - at);
    EXPECT_NE(line.find("?=\r\n =?UTF-8?B?w6fDo8Op"), std::string::npos) << line;  // çãé begin the second piece
}

/// Mail written into a folder, by names of its files.
class WrittenMail : public ::testing::Test {
protected:
    static constexpr MailKept kept{std::chrono::hours{24}, 5};

    void send(const std::string& id, std::uint64_t user) {
        auto mail = a_mail();
        mail.id = id;
        mail.user = UserId{user};
        ASSERT_TRUE(async::run(mailer->send(mail)));
    }
    /// The file was written so long ago.
    void age(const std::string& name, std::chrono::hours by) {
        last_write_time(folder.path() / "mail" / name, std::filesystem::file_time_type::clock::now() - by);
    }
    std::set<std::string> files() {
        std::set<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator{folder.path() / "mail"})
            names.insert(entry.path().filename().string());
        return names;
    }

    Folder folder;
    async::Pool pool{{.name = "test-files"}};
    core::FixedClock clock{core::SystemClock{}.now()};
    std::unique_ptr<Mailer> mailer = std::move(make_folder_mailer(folder.path() / "mail", "no-reply@example.org", pool, clock,
                                                                  {std::make_shared<telemetry::MemorySink>(), "test"}, kept))
                                         .value();
};

TEST_F(WrittenMail, IsForgottenWithThePersonItWentTo) {
    send("1", 7);
    send("2", 7);
    send("3", 77);
    ASSERT_TRUE(async::run(mailer->forget(UserId{7})));
    EXPECT_EQ(files(), std::set<std::string>{"77-3.eml"});
}

TEST_F(WrittenMail, IsSweptByAgeAndByNumber) {
    for (int id = 1; id <= 9; ++id) {
        send(std::to_string(id), 7);
        age("7-" + std::to_string(id) + ".eml", std::chrono::hours{20 - id});
    }
    std::ofstream{folder.path() / "mail" / "7-0.eml.tmp"} << "half";  // a process died meanwhile
    age("7-0.eml.tmp", std::chrono::hours{25});
    ASSERT_TRUE(async::run(mailer->sweep()));
    EXPECT_EQ(files(), (std::set<std::string>{"7-5.eml", "7-6.eml", "7-7.eml", "7-8.eml", "7-9.eml"}));
    age("7-7.eml", std::chrono::hours{30});
    ASSERT_TRUE(async::run(mailer->sweep()));
    EXPECT_EQ(files().size(), 5u) << "once in an hour is enough";
    clock.advance(std::chrono::hours{1});
    ASSERT_TRUE(async::run(mailer->sweep()));
    EXPECT_EQ(files(), (std::set<std::string>{"7-5.eml", "7-6.eml", "7-8.eml", "7-9.eml"}));
    clock.advance(std::chrono::hours{48});
    ASSERT_TRUE(async::run(mailer->sweep()));
    EXPECT_TRUE(files().empty());
}

class MailOverHttp : public ::testing::Test {
protected:
    /// The newest mail file that holds `words`; waits for it.
    std::string mail_with(const std::string& words) {
        for (int attempt = 0; attempt < 2000; ++attempt) {
            for (const auto& entry : std::filesystem::directory_iterator{folder.path() / "mail"}) {
                std::ifstream file{entry.path()};
                std::string text{std::istreambuf_iterator<char>{file}, {}};
                if (entry.path().extension() == ".eml" && text.find(words) != std::string::npos) return text;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        return {};
    }
    static std::string after(const std::string& mail, const std::string& before) {
        const auto at = mail.find(before);
        if (at == std::string::npos) return {};
        return mail.substr(at + before.size(), mail.find("\r\n", at) - at - before.size());
    }
    Folder folder;
    World world{folder.path()};
    std::string token = world.join("ana");
};

TEST_F(MailOverHttp, VerifiesByTheLinkInTheFile) {
    const auto mail = mail_with("/user/verify/");
    ASSERT_FALSE(mail.empty());
    const auto link = "/user/verify/" + after(mail, "/user/verify/");
    EXPECT_EQ(world.call(Method::head, link, {}).status, 200);
    const auto page = world.get(link);
    ASSERT_EQ(page.status, 200) << page.content;
    EXPECT_TRUE(page.header("Content-Type").starts_with("text/html"));
    EXPECT_EQ(World::at(world.get("/user/me", token).content, "email_verified"), "true");
    EXPECT_EQ(world.get(link).status, 410);
    EXPECT_EQ(world.get("/user/verify/nonsense").status, 410);
    EXPECT_EQ(world.call(Method::post, "/user/verify/resend", {}, token).status, 202);
    EXPECT_EQ(world.call(Method::post, "/user/verify/resend", {}).status, 401);
}

TEST_F(MailOverHttp, ChangesTheAddressOnceItIsConfirmed) {
    const auto changed =
        world.call(Method::patch, "/user/ana", R"({"email":"New@example.org","current_password":"12345678"})", token);
    ASSERT_EQ(changed.status, 200) << changed.content;
    EXPECT_EQ(World::at(changed.content, "email"), "ana@example.org");
    EXPECT_EQ(World::at(changed.content, "pending_email"), "new@example.org");
    const auto mail = mail_with("To: <new@example.org>");
    ASSERT_EQ(world.get("/user/verify/" + after(mail, "/user/verify/")).status, 200);
    const auto me = world.get("/user/me", token).content;
    EXPECT_EQ(World::at(me, "email"), "new@example.org");
    EXPECT_EQ(World::at(me, "pending_email"), "null");
}

TEST_F(MailOverHttp, ResetsAForgottenPassword) {
    EXPECT_EQ(world.call(Method::post, "/user/password/forgot", R"({"email":"nobody@example.org"})").status, 202);
    EXPECT_EQ(world.call(Method::post, "/user/password/forgot", R"({"email":"ana@example.org"})").status, 202);
    const auto secret = after(mail_with("/sign-in/reset#"), "/sign-in/reset#");
    const auto body = [&](const std::string& password) {
        return R"({"token":")" + secret + R"(","password":")" + password + "\"}";
    };
    EXPECT_EQ(world.call(Method::post, "/user/password/reset", body("short")).status, 422);
    EXPECT_EQ(world.call(Method::post, "/user/password/reset", body("a new password")).status, 204);
    EXPECT_EQ(world.call(Method::post, "/user/password/reset", body("a new password")).status, 410);
    EXPECT_EQ(world.get("/user/me", token).status, 401);
    EXPECT_EQ(world.call(Method::post, "/user/login", R"({"username":"ana","password":"a new password"})").status, 200);
}

TEST_F(MailOverHttp, DeletesOneselfAndWaitsForEverybody) {
    const auto id = World::at(world.get("/user/me", token).content, "id");
    const auto other = world.join("bia");
    const auto remove = [&](const std::string& who, const std::string& password) {
        return world.call(Method::delete_, "/user/ana", R"({"password":")" + password + "\"}", who).status;
    };
    EXPECT_EQ(remove({}, "12345678"), 401);
    EXPECT_EQ(remove(other, "12345678"), 403);
    EXPECT_EQ(remove(token, "87654321"), 403);
    EXPECT_EQ(world.call(Method::delete_, "/user/ana", "{}", token).status, 422);
    EXPECT_EQ(world.get("/user/search/an").content.find("\"ana\"") == std::string::npos, false);
    EXPECT_EQ(remove(token, "12345678"), 202);
    EXPECT_EQ(world.get("/user/ana").status, 404);
    EXPECT_EQ(world.get("/user/" + id).status, 404);
    EXPECT_EQ(world.get("/user/me", token).status, 401);
    EXPECT_EQ(world.get("/user/search/ana").content.find(id), std::string::npos);
    const auto again = R"({"username":"ana","name":"Ana","email":"ana@example.org","password":"12345678"})";
    EXPECT_EQ(world.call(Method::post, "/user", again).status, 409);
    for (const auto* service : {"publication", "resize-image", "notification", "web"}) {
        bus::Outgoing purged{bus::to_events("user.purged"), {}};
        purged.message.id = std::string{"purged "} + service;
        purged.message.body = R"({"id":")" + id + R"(","service":")" + service + "\"}";
        world.publish(std::move(purged));
    }
    int status = 0;
    for (int attempt = 0; attempt < 2000 && status != 201; ++attempt) {
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
        status = world.call(Method::post, "/user", again).status;
    }
    EXPECT_EQ(status, 201);
}

}  // namespace
}  // namespace instante::authentication::testing
