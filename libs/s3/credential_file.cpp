#include <fstream>
#include <iterator>
#include <utility>

#include "core/text.hpp"
#include "s3/credential_sources.hpp"
#include "s3/errors.hpp"

namespace instante::s3 {
namespace {

/// A file on the way of a request: small, and in the page cache. What it costs is less than a hop to another thread.
class FileSource final : public CredentialSource {
public:
    FileSource(std::string path, std::string profile) : path_(std::move(path)), profile_(std::move(profile)) {}

    Task<Result<Credentials>> load() override { co_return read(); }

    [[nodiscard]] Result<Credentials> read() const {
        std::ifstream file{path_};
        if (!file) return core::Error{core::engine_away, path_ + " cannot be read"};
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        auto credentials = read_profile(text, profile_);
        if (!credentials) return core::Error{core::engine_away, path_ + " has no credentials of profile " + profile_};
        return std::move(*credentials);
    }

private:
    std::string path_;
    std::string profile_;
};

std::string or_else(std::string text, std::string instead) {
    return text.empty() ? instead : text;
}

}  // namespace

MadeSource file_source(const Environment& environment) {
    const auto named = environment("AWS_SHARED_CREDENTIALS_FILE");
    const auto profile = environment("AWS_PROFILE");
    const auto home = environment("HOME");
    const auto path = or_else(named, home.empty() ? std::string{} : home + "/.aws/credentials");
    auto source = std::make_unique<FileSource>(path, or_else(profile, "default"));
    const auto read = source->read();
    if (read) return std::unique_ptr<CredentialSource>{std::move(source)};
    if (named.empty() && profile.empty()) return std::unique_ptr<CredentialSource>{};
    return core::Error{bad_bucket, read.error().note()};
}

std::optional<Credentials> read_profile(std::string_view text, std::string_view profile) {
    Credentials credentials;
    bool is_in_profile = false;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = core::trim(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.empty() || line.front() == '#' || line.front() == ';') continue;
        if (line.front() == '[') {
            is_in_profile = line.back() == ']' && core::trim(line.substr(1, line.size() - 2)) == profile;
            continue;
        }
        const auto sign = line.find('=');
        if (!is_in_profile || sign == std::string_view::npos) continue;
        const auto name = core::to_lower_ascii(core::trim(line.substr(0, sign)));
        const auto value = core::trim(line.substr(sign + 1));
        if (name == "aws_access_key_id") credentials.access_key = value;
        if (name == "aws_secret_access_key") credentials.secret_key = value;
        if (name == "aws_session_token") credentials.session_token = value;
    }
    if (credentials.access_key.empty() || credentials.secret_key.empty()) return std::nullopt;
    return credentials;
}

}  // namespace instante::s3
