#include "config/engine.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "config/engine_url.hpp"

namespace instante::config {
namespace {

TEST(Engine, OfEverySchemeIsReadInItsGrammar) {
    const std::vector<std::pair<std::span<const Scheme>, std::string>> good{
        {database_schemes, "sqlite:"},
        {database_schemes, "mongodb://h"},
        {database_schemes, "mongodb://u:p%40@h1:27017,h2,[::1]:27019/instante?replicaSet=rs"},
        {database_schemes, "mongodb+srv://u:p@cluster.example.org/"},
        {bus_schemes, "embedded:"},
        {bus_schemes, "amqp://guest:guest@127.0.0.1:5672/%2F"},
        {bus_schemes, "amqps://u:p@broker.example.org/vhost?heartbeat=10"},
        {media_schemes, "file:"},
        {media_schemes, "s3://photos?endpoint=http://127.0.0.1:7070&region=eu-west-1&style=virtual"},
        {mail_schemes, "log:"},
        {mail_schemes, "SMTPS://u:p@mail.example.org:465"},
    };
    for (const auto& [schemes, url] : good) {
        const auto engine = parse_engine(url, schemes);
        EXPECT_TRUE(engine) << url << ": " << engine.error().text;
    }
    EXPECT_EQ(parse_engine("SMTP://h", mail_schemes)->scheme(), "smtp");
}

TEST(Engine, IsRefusedInEveryWayItCanBeWrongWithoutRepeatingTheSecret) {
    const std::vector<std::pair<std::span<const Scheme>, std::string>> bad{
        {database_schemes, ""},
        {database_schemes, "hunter2"},
        {database_schemes, "sqlite"},
        {database_schemes, "sqlite:hunter2"},
        {database_schemes, "postgres://u:hunter2@h"},
        {database_schemes, "mongodb:u:hunter2@h"},
        {database_schemes, "mongodb://"},
        {database_schemes, "mongodb://:hunter2@h"},
        {database_schemes, "mongodb://u:hunter2@"},
        {database_schemes, "mongodb://u:hunter2@h,"},
        {database_schemes, "mongodb://u:hunter2@h:0"},
        {database_schemes, "mongodb://u:hunter2@h:65536"},
        {database_schemes, "mongodb://u:hunter2@h:port"},
        {database_schemes, "mongodb://u:hunter2@h@h"},
        {database_schemes, "mongodb://u:hunter2@h/a/b"},
        {database_schemes, "mongodb://u:1/hunter2@h"},
        {database_schemes, "mongodb://u:1?hunter2@h"},
        {database_schemes, "mongodb://u:hunter2@[::1"},
        {database_schemes, "mongodb://u:hunter2@[::1]x"},
        {database_schemes, "mongodb://u:hunter2@[zz]"},
        {database_schemes, "mongodb://u:hunter2 @h"},
        {database_schemes, "mongodb://u:hunter2%4@h"},
        {database_schemes, "mongodb://u:hunter2@h#x"},
        {database_schemes, "mongodb://u:hunter2@h\n"},
        {database_schemes, "mongodb://u:hunter2é@h"},
        {database_schemes, "mongodb+srv://u:hunter2@h:27017"},
        {bus_schemes, "amqp://u:hunter2@h1,h2"},
        {bus_schemes, "amqp://u:hunter2@h!"},
        {bus_schemes, "embedded://u:hunter2@h"},
        {media_schemes, "s3://u:hunter2@bucket"},
        {media_schemes, "s3://Bucket"},
        {media_schemes, "s3://bu"},
        {media_schemes, "s3://bucket/folder"},
        {media_schemes, "s3://bucket?endpoint=hunter2"},
        {media_schemes, "s3://bucket?region="},
        {media_schemes, "s3://bucket?zone=hunter2"},
        {media_schemes, "s3://bucket?style=hunter2"},
        {mail_schemes, "smtp://u:hunter2@h/path"},
    };
    for (const auto& [schemes, url] : bad) {
        const auto engine = parse_engine(url, schemes);
        ASSERT_FALSE(engine) << url;
        EXPECT_EQ(engine.error().text.find("hunter2"), std::string::npos) << engine.error().text;
        EXPECT_FALSE(engine.error().text.empty());
    }
}

TEST(Engine, IsShownWithoutItsSecrets) {
    const std::vector<std::pair<std::string, std::string>> shown{
        {"sqlite:", "sqlite:"},
        {"amqp://h/v", "amqp://h/v"},
        {"amqp://guest@h", "amqp://guest@h"},
        {"amqp://guest:hunter2@h:5672/v?heartbeat=10", "amqp://guest:***@h:5672/v?heartbeat=10"},
        {"mongodb://u:hunter2@h1:1,h2:2/db?replicaSet=rs&tlsCertificateKeyFilePassword=hunter2&x=y",
         "mongodb://u:***@h1:1,h2:2/db?replicaSet=rs&tlsCertificateKeyFilePassword=***&x=y"},
        {"amqp://u:@h", "amqp://u:***@h"},
        {"smtp://u:hunter2@h?", "smtp://u:***@h?"},
    };
    for (const auto& [url, expected] : shown) EXPECT_EQ(Engine{url}.shown(), expected);
}

TEST(Engine, APathIsWhatFollowsTheHosts) {
    for (std::string url : {"mongodb://u:p@h1,h2/photos", "mongodb://h/photos?replicaSet=rs"})
        EXPECT_TRUE(has_path(Engine{url})) << url;
    for (std::string url : {"sqlite:", "mongodb://h", "mongodb://u:p@h/", "mongodb://h?a=/b", "mongodb://h/?replicaSet=rs/1"})
        EXPECT_FALSE(has_path(Engine{url})) << url;
}

}  // namespace
}  // namespace instante::config
