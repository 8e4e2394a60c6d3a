#include "notification/outbound/fcm/service_account.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "notification/domain/errors.hpp"
#include "notification/tests/support/fcm_stand_in.hpp"
#include "sqlite/tests/scratch.hpp"

namespace instante::notification {
namespace {

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    return text.replace(text.find(what), what.size(), with);
}

TEST(ServiceAccount, IsReadFromItsKeyFile) {
    const FcmStandIn google;
    const sqlite::Scratch scratch;
    std::ofstream{scratch.file("fcm.json")} << google.key_file();
    const auto account = read_service_account(scratch.file("fcm.json"));
    ASSERT_TRUE(account);
    EXPECT_EQ(account->project_id, "instante-demo");
    EXPECT_EQ(account->client_email, "demo@instante-demo.example");
    EXPECT_EQ(account->token_uri, google.endpoint() + "/token");
    EXPECT_EQ(account->private_key, google.account().private_key);
}

TEST(ServiceAccount, ThatCannotBeUsedIsRefusedInOneLineWithoutItsSecret) {
    const FcmStandIn google;
    const auto good = google.key_file();
    const std::vector<std::pair<std::string, std::string>> bad{
        {"", "not JSON"},
        {"{}", "not the key file"},
        {R"({"type":"authorized_user"})", "not the key file"},
        {R"({"type":"service_account","project_id":"p"})", "lacks client_email, private_key, token_uri"},
        {replaced(good, "instante-demo", "../../x"), "project_id"},
        {replaced(good, "BEGIN PRIVATE KEY", "BEGIN PUBLIC KEY"), "private_key is no RSA key"},
        {replaced(good, "http://127", "file://127"), "token_uri"},
    };
    for (const auto& [json, why] : bad) {
        const auto account = parse_service_account(json);
        ASSERT_FALSE(account) << json;
        EXPECT_EQ(account.error().code(), bad_fcm_credentials);
        EXPECT_NE(account.error().note().find(why), std::string::npos) << account.error().note();
        EXPECT_EQ(account.error().note().find('\n'), std::string::npos);
        EXPECT_EQ(account.error().note().find("KEY-----"), std::string::npos);
    }
}

TEST(ServiceAccount, WhoseFileIsNotThereIsRefusedWithTheSettingsName) {
    const auto account = read_service_account("/nowhere/fcm.json");
    ASSERT_FALSE(account);
    EXPECT_EQ(account.error().note(), "fcm-credentials: /nowhere/fcm.json: it cannot be read");
}

}  // namespace
}  // namespace instante::notification
