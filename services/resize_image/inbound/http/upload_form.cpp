#include "resize_image/inbound/http/upload_form.hpp"

#include <memory>
#include <string_view>
#include <utility>

#include "core/encoding.hpp"
#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "http/multipart.hpp"
#include "resize_image/domain/errors.hpp"
#include "resize_image/domain/limits.hpp"

namespace instante::resize_image {
namespace {

/// Of a text: what is longer has more code points than are taken, even with two bytes for each line end.
constexpr std::size_t text_bytes = 16 * 1024;
constexpr std::size_t other_parts = 32;  ///< that a form may hold beside photos and what they show

/// Forms send lines that end in CR LF (HTML §4.10.21.8), where their author sees one character.
std::string with_plain_line_ends(std::string text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if (!is_pair) plain += text[i];
    }
    return plain;
}

/// A digest of the parts of a form that count, in their order.
class FormDigest {
public:
    void add(std::string_view name, std::string_view content) {
        digest_.update(name).update(":").update(std::to_string(content.size())).update(":").update(content);
    }
    [[nodiscard]] std::string finish() { return core::hex_encode(digest_.finish()); }

private:
    crypto::Sha256 digest_;
};

class UploadReader {
public:
    UploadReader(std::shared_ptr<http::Multipart> form, ReceivePhoto& receive, std::size_t photo_limit)
        : form_(std::move(form)), receive_(receive), photo_limit_(photo_limit) {}

    Task<Result<Upload>> read() {
        for (;;) {
            auto part = co_await form_->next();
            if (!part) co_return part.error();
            if (!*part) break;
            auto taken = co_await take(std::move(**part));
            if (!taken) co_return taken.error();
        }
        upload_.digest = digest_.finish();
        co_return std::move(upload_);
    }

private:
    /// Parts that mean nothing to us are skipped by `next`.
    Task<Result<void>> take(http::PartHeader part) {
        if (part.name == "images" || part.name == "images[]") co_return co_await take_photo(std::move(part));
        if (part.name != "text" && part.name != "alt") co_return Result<void>{};
        auto text = co_await read_text();
        if (!text) co_return text.error();
        digest_.add(part.name, *text);
        if (part.name == "text") {
            upload_.words.text = std::move(*text);
        } else {
            upload_.words.alts.push_back(std::move(*text));
        }
        co_return Result<void>{};
    }

    Task<Result<void>> take_photo(http::PartHeader part) {
        if (upload_.photos_sent >= photo_limit_) {
            ++upload_.photos_sent;
            co_return Result<void>{};
        }
        Pieces pieces{[form = form_] { return form->read(); }};
        auto photo = co_await receive_(std::move(pieces));
        if (!photo && photo.error().code() == too_many_bytes) co_return about_photo(photo.error(), upload_.photos_sent);
        if (!photo) co_return photo.error();
        const bool nothing_chosen = photo->size.count == 0 && part.filename && part.filename->empty();
        if (nothing_chosen) co_return Result<void>{};  // what a browser sends of a file field that was left alone
        ++upload_.photos_sent;
        digest_.add("images", photo->sha256);
        upload_.photos.push_back(std::move(*photo));
        co_return Result<void>{};
    }

    Task<Result<std::string>> read_text() {
        std::string text;
        while (text.size() < text_bytes) {
            auto piece = co_await form_->read();
            if (!piece) co_return piece.error();
            if (piece->empty()) break;
            text += *piece;
        }
        text = with_plain_line_ends(std::move(text));
        const auto beginning = core::first_code_points(text, text_limit + 1);
        const bool too_long = core::count_code_points(beginning) > text_limit;
        if (too_long) text.resize(beginning.size());  // and not within a code point: it is a text still
        co_return text;
    }

    std::shared_ptr<http::Multipart> form_;
    ReceivePhoto& receive_;
    std::size_t photo_limit_;
    Upload upload_;
    FormDigest digest_;
};

}  // namespace

Task<Result<Upload>> read_upload(http::Request request, ReceivePhoto& receive, std::size_t photo_limit) {
    http::Multipart::Limits limits;
    limits.parts = 2 * most_images + other_parts;
    auto form = http::Multipart::open(request, limits);
    if (!form) co_return form.error();
    UploadReader reader{std::move(*form), receive, photo_limit};
    co_return co_await reader.read();
}

}  // namespace instante::resize_image
