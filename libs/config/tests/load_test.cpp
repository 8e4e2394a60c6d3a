#include <gmock/gmock.h>

#include "config/table.hpp"
#include "config/tests/fixture.hpp"

namespace instante::config {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(LoadTest, NothingSetIsTheDefaults) {
    const auto invocation = loaded({"serve"}, {"HOME=/root", "PATH=/bin"});
    EXPECT_EQ(invocation.command, "serve");
    EXPECT_EQ(invocation.settings, default_settings(program));
    EXPECT_TRUE(invocation.sources.empty());
}

TEST_F(LoadTest, FlagsWinOverEnvironmentOverFile) {
    const auto file = write("i.toml", "log-level = \"debug\"\nmax-images = 3\nloops = 5\nregistration = \"closed\"\n");
    const auto [command, given, settings, sources] =
        loaded({"serve", "--config", file, "--log-level", "error"}, {"INSTANTE_LOG_LEVEL=warn", "INSTANTE_MAX_IMAGES=4"});
    EXPECT_EQ(settings.log_level, LogLevel::error);
    EXPECT_EQ(settings.max_images, 4u);
    EXPECT_EQ(settings.loops, 5u);
    EXPECT_EQ(settings.registration, Registration::closed);
    EXPECT_EQ(sources.at("log-level"), "--log-level");
    EXPECT_EQ(sources.at("max-images"), "INSTANTE_MAX_IMAGES");
    EXPECT_EQ(sources.at("loops"), "i.toml line 3");
}

TEST_F(LoadTest, ListsReplaceOneAnotherAcrossSources) {
    const auto file =
        write("i.toml", "cors-origin = [\"https://file\", \"https://file2\"]\ntrusted-proxies = \"10.0.0.0/8,::1\"\n");
    const auto from_file = loaded({"serve", "--config", file}).settings;
    EXPECT_EQ(from_file.cors_origins.size(), 2u);
    EXPECT_EQ(from_file.trusted_proxies.size(), 2u);
    const auto settings = loaded({"serve", "--config", file}, {"INSTANTE_CORS_ORIGIN=https://variable"}).settings;
    EXPECT_EQ(settings.cors_origins, std::vector<std::string>{"https://variable"});
}

TEST_F(LoadTest, EverySettingCanComeFromEverySource) {
    const std::string secret(32, 's');
    const std::vector<std::pair<std::string, std::string>> values{
        {"data", "/srv"},
        {"ephemeral", "true"},
        {"listen", "127.0.0.1:1"},
        {"admin-listen", "127.0.0.1:2"},
        {"public-url", "https://p"},
        {"tls-cert", "/c"},
        {"tls-key", "/k"},
        {"redirect-listen", "127.0.0.1:4"},
        {"ca-file", "/a"},
        {"jwks-url", "https://j"},
        {"media-secret", secret},
        {"node", "7"},
        {"cors-origin", "https://o"},
        {"trusted-proxies", "10.0.0.0/8"},
        {"fanout-threshold", "5"},
        {"max-image-bytes", "1MiB"},
        {"max-image-pixels", "2MP"},
        {"image-memory", "1GiB"},
        {"max-images", "3"},
        {"log-level", "warn"},
        {"rate-limit", "off"},
        {"rate-register", "1/1h"},
        {"rate-login", "2/10min"},
        {"rate-account", "3/10m"},
        {"rate-forgot", "4/h"},
        {"rate-upload", "5/1d"},
        {"rate-media", "6/90s"},
        {"rate-report", "9/1h"},
        {"rate-person", "7/1min"},
        {"rate-address", "8/1min"},
        {"registration", "closed"},
        {"database", "sqlite:"},
        {"bus", "embedded:"},
        {"media", "file:"},
        {"media-url", "https://m"},
        {"fcm-credentials", "/f"},
        {"fcm-endpoint", "http://127.0.0.1:3"},
        {"mail", "log:"},
        {"mail-from", "post@example.org"},
        {"loops", "9"},
        {"password-cost", "minimal"},
    };
    ASSERT_EQ(values.size(), table().size());
    std::vector<std::string> flags{"serve"};
    std::vector<std::string> variables;
    std::string file;
    for (const auto& [name, value] : values) {
        flags.push_back("--" + name);
        if (name != "ephemeral") flags.push_back(value);
        variables.push_back(variable_of(name) + "=" + value);
        file += name + " = \"" + value + "\"\n";
    }
    const auto by_flags = loaded(flags);
    const auto by_variables = loaded({"serve"}, variables);
    const auto by_file = loaded({"serve"}, {"INSTANTE_CONFIG=" + write("all.toml", file)});
    EXPECT_EQ(by_flags.settings, by_variables.settings);
    EXPECT_EQ(by_flags.settings, by_file.settings);
    EXPECT_EQ(by_flags.settings.media_secret, secret);
    EXPECT_EQ(by_flags.settings.node, 7);
    EXPECT_FALSE(by_flags.settings.rate_limit);
    EXPECT_EQ(by_file.sources.size(), table().size());
}

TEST_F(LoadTest, ABadValueIsRefusedWhereverItComesFromEvenWhenItIsOverridden) {
    EXPECT_THAT(refused({"serve", "--max-images", "ten"}),
                HasSubstr("max-images (--max-images): \"ten\" is no number from 1 to 10"));
    EXPECT_THAT(refused({"serve"}, {"INSTANTE_MAX_IMAGES=ten"}), HasSubstr("max-images (INSTANTE_MAX_IMAGES): "));
    const auto file = write("i.toml", "\nmax-images = \"ten\"\n");
    EXPECT_THAT(refused({"serve", "--config", file}), HasSubstr("max-images (i.toml line 2): "));
    EXPECT_THAT(refused({"serve", "--max-images", "3"}, {"INSTANTE_MAX_IMAGES=ten"}), HasSubstr("INSTANTE_MAX_IMAGES"));
}

TEST_F(LoadTest, AnUnknownVariableIsRefusedButNotThoseThatOthersRead) {
    EXPECT_THAT(refused({"serve"}, {"INSTANTE_LISEN=127.0.0.1:1"}), HasSubstr("unknown variable \"INSTANTE_LISEN\""));
    EXPECT_THAT(refused({"serve"}, {"INSTANTE_=x"}), HasSubstr("INSTANTE_"));
    EXPECT_THAT(refused({"serve"}, {"INSTANTE_LISTEN_FILE=/etc/passwd"}), HasSubstr("INSTANTE_LISTEN_FILE"));
    loaded({"serve"}, {"INSTANTE_TEST_MONGODB=mongodb://h", "INSTANTELY=1"});
}

TEST_F(LoadTest, AnEmptyVariableIsNotSet) {
    EXPECT_EQ(loaded({"serve"}, {"INSTANTE_PUBLIC_URL=", "INSTANTE_LISTEN="}).settings, default_settings(program));
}

TEST_F(LoadTest, ASecretMayComeFromAFile) {
    const std::string secret(40, 's');
    const auto file = write("secret", secret + "\n");
    const auto invocation = loaded({"serve"}, {"INSTANTE_MEDIA_SECRET_FILE=" + file});
    EXPECT_EQ(invocation.settings.media_secret, secret);
    EXPECT_EQ(invocation.sources.at("media-secret"), "INSTANTE_MEDIA_SECRET_FILE");
    EXPECT_THAT(refused({"serve"}, {"INSTANTE_MEDIA_SECRET_FILE=" + file + ".none"}), HasSubstr("INSTANTE_MEDIA_SECRET_FILE: "));
    EXPECT_THAT(refused({"serve"}, {"INSTANTE_MEDIA_SECRET_FILE=" + folder.string()}), HasSubstr("cannot be read"));
    EXPECT_THAT(refused({"serve"}, {"INSTANTE_MEDIA_SECRET_FILE=" + file, "INSTANTE_MEDIA_SECRET=" + secret}),
                HasSubstr("both set"));
    EXPECT_THAT(refused({"serve"}, {"INSTANTE_MEDIA_SECRET_FILE=" + write("long", std::string(70'000, 's'))}),
                HasSubstr("longer than"));
}

TEST_F(LoadTest, AFileThatIsWrongIsRefusedByLineWithoutRepeatingIt) {
    const auto message = [&](const std::string& content) { return refused({"serve", "--config", write("i.toml", content)}); };
    EXPECT_THAT(message("\nlisen = \"127.0.0.1:1\"\n"), HasSubstr("i.toml line 2: unknown key \"lisen\""));
    EXPECT_THAT(message("max_images = 3\n"), HasSubstr("unknown key \"max_images\""));
    EXPECT_THAT(message("config = \"x.toml\"\n"), HasSubstr("unknown key \"config\""));
    EXPECT_THAT(message("[server]\nlisten = \"127.0.0.1:1\"\n"), HasSubstr("unknown key \"server\""));
    EXPECT_THAT(message("loops = 1.5\n"), HasSubstr("i.toml line 1: loops: "));
    EXPECT_THAT(message("loops = [1]\n"), HasSubstr("loops"));
    EXPECT_THAT(message("cors-origin = [[\"x\"]]\n"), HasSubstr("cors-origin"));
    const auto broken = message("loops = 1\nmedia-secret = hunter2\n");
    EXPECT_THAT(broken, HasSubstr("i.toml line 2"));
    EXPECT_THAT(broken, Not(HasSubstr("hunter2")));
    EXPECT_THAT(message("loops = 1\nloops = 2\n"), HasSubstr("i.toml line 2"));
    EXPECT_THAT(refused({"serve", "--config", (folder / "none.toml").string()}), HasSubstr("config (--config): "));
    EXPECT_THAT(refused({"serve"}, {"INSTANTE_CONFIG=" + folder.string()}), HasSubstr("config (INSTANTE_CONFIG): "));
}

TEST_F(LoadTest, AFileTakesNumbersAndTruthsAsTomlHasThem) {
    const auto settings = loaded({"serve", "--config",
                                  write("i.toml", "loops = 3\nephemeral = true\nrate-limit = false\nmax-image-bytes = 1024\n")})
                              .settings;
    EXPECT_EQ(settings.loops, 3u);
    EXPECT_TRUE(settings.ephemeral);
    EXPECT_FALSE(settings.rate_limit);
    EXPECT_EQ(settings.max_image_bytes.count, 1024u);
}

TEST_F(LoadTest, OneProcessTakesAServerOfDatabasesAndNotOneDatabase) {
    const auto line = refused({"serve", "--database", "mongodb://u:hunter2@h/photos"});
    EXPECT_THAT(line, HasSubstr("database (--database): each service has a database of its own"));
    EXPECT_THAT(line, Not(HasSubstr("hunter2")));
    EXPECT_EQ(loaded({"serve", "--database", "mongodb://u:hunter2@h/?replicaSet=rs"}).settings.database.scheme(), "mongodb");
    program = {"instante-publication", "0.1.0", 8103, 8203, true};
    EXPECT_EQ(loaded({"serve", "--bus", "amqp://h", "--database", "mongodb://h/photos"}).settings.database.scheme(), "mongodb");
}

TEST_F(LoadTest, AServiceApartNeedsABusThatReachesTheOthers) {
    program = {"instante-publication", "0.1.0", 8103, 8203, true};
    EXPECT_THAT(refused({"serve"}), HasSubstr("bus (default): services that run apart need --bus amqp://"));
    EXPECT_EQ(loaded({"serve", "--bus", "amqp://u:hunter2@h"}).settings.bus.shown(), "amqp://u:***@h");
}

TEST_F(LoadTest, SettingsThatGoTogetherAreRefusedAlone) {
    EXPECT_THAT(refused({"serve", "--tls-cert", "c.pem"}), HasSubstr("tls-cert (--tls-cert): "));
    EXPECT_THAT(refused({"serve"}, {"INSTANTE_TLS_KEY=k.pem"}), HasSubstr("tls-key (INSTANTE_TLS_KEY): "));
    EXPECT_THAT(refused({"serve", "--listen", "127.0.0.1:9", "--admin-listen", "127.0.0.1:9"}), HasSubstr("admin-listen"));
    loaded({"serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"});
}

TEST_F(LoadTest, ARedirectNeedsSomewhereToLead) {
    EXPECT_THAT(refused({"serve", "--redirect-listen", "127.0.0.1:80"}), HasSubstr("redirect-listen (--redirect-listen): "));
    EXPECT_THAT(refused({"serve", "--redirect-listen", "127.0.0.1:80", "--public-url", "http://h"}),
                HasSubstr("redirect-listen"));
    loaded({"serve", "--redirect-listen", "127.0.0.1:80", "--public-url", "https://h"});
    loaded({"serve", "--redirect-listen", "127.0.0.1:80", "--tls-cert", "c.pem", "--tls-key", "k.pem"});
}

TEST_F(LoadTest, ConfigCheckShowsWhatIsInForceAndHidesSecrets) {
    const std::string secret(40, 's');
    const auto outcome =
        load_with({"config", "check", "--listen", "[::1]:0"}, {"INSTANTE_MEDIA_SECRET=" + secret, "INSTANTE_RATE_LIMIT=off"});
    const auto& exit = std::get<Exit>(outcome);
    EXPECT_EQ(exit.status, 0);
    EXPECT_THAT(exit.text, HasSubstr("listen = \"[::1]:0\"  # --listen\n"));
    EXPECT_THAT(exit.text, HasSubstr("rate-limit = \"off\"  # INSTANTE_RATE_LIMIT\n"));
    EXPECT_THAT(exit.text, HasSubstr("media-secret = \"***\"  # INSTANTE_MEDIA_SECRET\n"));
    EXPECT_THAT(exit.text, HasSubstr("database = \"sqlite:\"  # default\n"));
    EXPECT_THAT(exit.text, HasSubstr("# public-url is not set\n"));
    EXPECT_THAT(exit.text, Not(HasSubstr(secret)));
    EXPECT_THAT(refused({"config", "check", "--loops", "0"}), HasSubstr("loops"));
}

TEST_F(LoadTest, WhatConfigCheckPrintsLoadsToTheSame) {
    const std::vector<std::string> arguments{"--data",
                                             "a \"b\" \\ c\t",
                                             "--node",
                                             "0",
                                             "--cors-origin",
                                             "https://a,https://b",
                                             "--trusted-proxies",
                                             "fd00::/8",
                                             "--max-image-bytes",
                                             "1000",
                                             "--ephemeral",
                                             "--registration",
                                             "closed"};
    auto serve = arguments;
    serve.insert(serve.begin(), "serve");
    auto check = arguments;
    check.insert(check.begin(), {"config", "check"});
    const auto printed = std::get<Exit>(load_with(check)).text;
    EXPECT_EQ(loaded({"serve", "--config", write("printed.toml", printed)}).settings, loaded(serve).settings);
}

TEST_F(LoadTest, RenderingHidesThePasswordsOfEngines) {
    Settings settings;
    settings.bus.url = "amqp://guest:hunter2@h/v";
    settings.database.url = "mongodb://u:hunter2@h";
    const auto text = render(settings, {{"bus", "INSTANTE_BUS_FILE"}});
    EXPECT_THAT(text, HasSubstr("bus = \"amqp://guest:***@h/v\"  # INSTANTE_BUS_FILE"));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace instante::config
