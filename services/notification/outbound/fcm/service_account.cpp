#include "notification/outbound/fcm/service_account.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "crypto/rs256.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"
#include "notification/domain/errors.hpp"

namespace instante::notification {
namespace {

constexpr std::string_view scope = "https://www.googleapis.com/auth/firebase.messaging";
constexpr std::int64_t assertion_seconds = 3600;
constexpr std::size_t file_limit = 64 * 1024;

/// Project ids go into a path as they are.
bool is_project_id(std::string_view text) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':'; };
    return !text.empty() && std::ranges::all_of(text, fits);
}

core::Error bad(std::string note) {
    return core::Error{bad_fcm_credentials, std::move(note)};
}

std::string names_of(const std::vector<core::FieldError>& fields) {
    std::string names;
    for (const auto& field : fields) names.append(names.empty() ? "" : ", ").append(field.field);
    return names;
}

}  // namespace

Result<ServiceAccount> parse_service_account(std::string_view json) {
    auto document = json::Document::parse(json);
    if (!document) return bad("it is not JSON");
    auto root = document->root();
    if (root.optional_string("type") != "service_account") return bad("it is not the key file of a Google service account");
    ServiceAccount account;
    account.project_id = root.string("project_id").value_or("");
    account.client_email = root.string("client_email").value_or("");
    account.private_key = root.string("private_key").value_or("");
    account.private_key_id = root.optional_string("private_key_id").value_or("");
    account.token_uri = root.string("token_uri").value_or("");
    const auto sound = document->outcome();
    if (!sound) return bad("it lacks " + names_of(sound.error().fields()));
    if (!is_project_id(account.project_id)) return bad("its project_id is none");
    if (!account.token_uri.starts_with("https://") && !account.token_uri.starts_with("http://"))
        return bad("its token_uri is no URL");
    const auto signs = sign_assertion(account, 0);
    if (!signs) return signs.error();
    return account;
}

Result<ServiceAccount> read_service_account(const std::filesystem::path& file) {
    const auto named = "fcm-credentials: " + file.string() + ": ";
    std::ifstream stream{file, std::ios::binary};
    if (!stream) return bad(named + "it cannot be read");
    std::string content(file_limit, '\0');
    stream.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(stream.gcount()));
    auto account = parse_service_account(content);
    if (!account) return bad(named + account.error().note());
    return account;
}

Result<std::string> sign_assertion(const ServiceAccount& account, std::int64_t now) {
    std::string header;
    json::Writer head{header};
    head.object().field("alg", "RS256").field("typ", "JWT");
    if (!account.private_key_id.empty()) head.field("kid", account.private_key_id);
    head.end_object();
    std::string payload;
    json::Writer claims{payload};
    claims.object().field("iss", account.client_email).field("scope", scope).field("aud", account.token_uri);
    claims.field("iat", now).field("exp", now + assertion_seconds).end_object();
    auto signed_token = crypto::sign_rs256(account.private_key, header, payload);
    if (!signed_token) return bad("its private_key is no RSA key that can be used");
    return signed_token;
}

}  // namespace instante::notification
