#include "notification/tests/support/fcm_stand_in.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include "core/encoding.hpp"
#include "http/tests/neighbour.hpp"
#include "json/writer.hpp"

namespace instante::notification {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

/// One for all tests: making it takes long.
EVP_PKEY* rsa_key() {
    static const Key key{EVP_RSA_gen(2048), &EVP_PKEY_free};
    return key.get();
}

std::string pem() {
    const std::unique_ptr<BIO, decltype(&BIO_free)> sink{BIO_new(BIO_s_mem()), &BIO_free};
    PEM_write_bio_PrivateKey(sink.get(), rsa_key(), nullptr, nullptr, 0, nullptr, nullptr);
    char* text = nullptr;
    const auto size = BIO_get_mem_data(sink.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

bool is_signed(const std::string& assertion) {
    const auto dot = assertion.rfind('.');
    const auto signature = core::base64url_decode(assertion.substr(dot + 1));
    if (!signature) return false;
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, rsa_key()) == 1 &&
           EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature->data()), signature->size(),
                            reinterpret_cast<const unsigned char*>(assertion.data()), dot) == 1;
}

}  // namespace

struct FcmStandIn::Impl {
    explicit Impl(Answer chosen) : send_answer(std::move(chosen)) {}

    std::string take(const std::string& request) {
        const std::lock_guard lock{mutex};
        const auto body = request.substr(request.find("\r\n\r\n") + 4);
        if (request.starts_with("POST /token ")) return grant(body);
        if (!request.starts_with("POST /v1/projects/instante-demo/messages:send ")) return answer(404, "<html>");
        const bool granted = request.find("uthorization: Bearer granted-" + std::to_string(grants) + "\r\n") != std::string::npos;
        if (!granted || revoked) return answer(401, R"({"error":{"status":"UNAUTHENTICATED"}})");
        auto given = send_answer ? send_answer(body, ++sends) : answer(200, "{}");
        messages.push_back(body);
        return given;
    }

    std::string grant(const std::string& body) {
        const std::string form = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
        if (closed || !body.starts_with(form) || !is_signed(body.substr(form.size())))
            return answer(400, R"({"error":"invalid_grant"})");
        const auto assertion = body.substr(form.size());
        const auto dot = assertion.find('.');
        claims = core::base64url_decode(assertion.substr(dot + 1, assertion.rfind('.') - dot - 1)).value();
        revoked = false;
        return answer(
            200, R"({"access_token":"granted-)" + std::to_string(++grants) + R"(","token_type":"Bearer","expires_in":3600})");
    }

    Answer send_answer;
    mutable std::mutex mutex;
    int grants = 0;
    int sends = 0;
    bool revoked = false;
    bool closed = false;
    std::string claims;
    std::vector<std::string> messages;
    http::testing::Neighbour neighbour{[this](const std::string& request) { return take(request); }};
};

FcmStandIn::FcmStandIn(Answer answer) : impl_(std::make_unique<Impl>(std::move(answer))) {}
FcmStandIn::~FcmStandIn() = default;

std::string FcmStandIn::endpoint() const {
    return impl_->neighbour.url("");
}

ServiceAccount FcmStandIn::account() const {
    return {.project_id = "instante-demo",
            .client_email = "demo@instante-demo.example",
            .private_key = pem(),
            .private_key_id = "key-1",
            .token_uri = impl_->neighbour.url("/token")};
}

std::string FcmStandIn::key_file() const {
    const auto it = account();
    std::string json;
    json::Writer out{json};
    out.object().field("type", "service_account").field("project_id", it.project_id).field("client_email", it.client_email);
    out.field("private_key", it.private_key)
        .field("private_key_id", it.private_key_id)
        .field("token_uri", it.token_uri)
        .end_object();
    return json;
}

void FcmStandIn::revoke() {
    const std::lock_guard lock{impl_->mutex};
    impl_->revoked = true;
}

void FcmStandIn::close_grants(bool closed) {
    const std::lock_guard lock{impl_->mutex};
    impl_->closed = closed;
}

int FcmStandIn::grants() const {
    const std::lock_guard lock{impl_->mutex};
    return impl_->grants;
}

std::vector<std::string> FcmStandIn::messages() const {
    const std::lock_guard lock{impl_->mutex};
    return impl_->messages;
}

std::string FcmStandIn::last_claims() const {
    const std::lock_guard lock{impl_->mutex};
    return impl_->claims;
}

std::string FcmStandIn::answer(int status, const std::string& body, const std::string& headers) {
    return "HTTP/1.1 " + std::to_string(status) + " X\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

}  // namespace instante::notification
