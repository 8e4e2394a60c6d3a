#include <string_view>
#include <utility>
#include <vector>

#include "core/encoding.hpp"
#include "crypto/hash.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"
#include "resize_image/outbound/blob/stores.hpp"

namespace instante::resize_image {
namespace {

constexpr std::string_view all = "idempotency/";
constexpr std::size_t page_limit = 200;
constexpr int tries = 3;  ///< of claiming what others forget at the same time

std::string prefix_of(UserId owner) {
    return std::string{all} + core::to_string(owner) + '/';
}

std::string render(const Identity& identity) {
    std::string text;
    json::Writer out{text};
    out.object().field("id", identity.id).key("images").array();
    for (const auto image : identity.images) out.value(image);
    out.end_array().field("created_at", identity.created_at).field("digest", identity.digest).end_object();
    return text;
}

Result<Identity> parse(const std::string& text) {
    auto document = json::Document::parse(text);
    if (!document) return core::Error{core::internal, "an identity that cannot be read"}.caused_by(document.error());
    auto root = document->root();
    Identity identity;
    identity.id = root.id<PublicationId>("id").value_or(PublicationId{});
    identity.images = root.ids<ImageId>("images");
    identity.created_at = root.time("created_at").value_or(core::Timestamp{});
    identity.digest = root.string("digest").value_or("");
    if (auto read = document->outcome(); !read) return core::Error{core::internal, "no identity"}.caused_by(read.error());
    return identity;
}

class BlobIdentities final : public Identities {
public:
    explicit BlobIdentities(blob::Store& blobs) : blobs_(blobs) {}

    Task<Result<Identity>> claim(UserId owner, std::string key, Identity fresh, core::Timestamp since) override {
        const auto place = prefix_of(owner) + core::hex_encode(crypto::sha256(key));
        for (int i = 0; i < tries; ++i) {
            blob::NewBlob blob{place, "application/json", render(fresh)};
            auto placed = co_await blobs_.put_if_absent(std::move(blob));
            if (!placed) co_return placed.error();
            if (*placed) co_return fresh;
            auto known = co_await read(place);
            if (!known && known.error().code() == core::not_found) continue;
            if (!known || known->created_at >= since) co_return known;
            auto removed = co_await remove(place);
            if (!removed) co_return removed.error();
        }
        co_return core::Error{core::unavailable, "an Idempotency-Key that is forgotten as often as it is claimed"};
    }

    Task<Result<void>> forget(UserId owner) override {
        for (;;) {
            auto infos = co_await blobs_.list(prefix_of(owner), std::string{}, page_limit);
            if (!infos) co_return infos.error();
            if (infos->empty()) co_return Result<void>{};
            std::vector<std::string> keys;
            for (auto& info : *infos) keys.push_back(std::move(info.key));
            auto removed = co_await blobs_.remove(std::move(keys));
            if (!removed) co_return removed.error();
        }
    }

    Task<Result<std::optional<std::string>>> sweep(core::Timestamp moment, std::string place) override {
        auto infos = co_await blobs_.list(std::string{all}, std::move(place), page_limit);
        if (!infos) co_return infos.error();
        std::optional<std::string> next;
        if (infos->size() == page_limit) next = infos->back().key;
        std::vector<std::string> old;
        for (auto& info : *infos) {
            if (info.modified < moment) old.push_back(std::move(info.key));
        }
        if (old.empty()) co_return next;
        auto removed = co_await blobs_.remove(std::move(old));
        if (!removed) co_return removed.error();
        co_return next;
    }

private:
    Task<Result<Identity>> read(std::string place) {
        auto text = co_await blobs_.get(std::move(place));
        if (!text) co_return text.error();
        co_return parse(*text);
    }

    Task<Result<void>> remove(std::string place) {
        std::vector<std::string> keys(1, std::move(place));
        co_return co_await blobs_.remove(std::move(keys));
    }

    blob::Store& blobs_;
};

}  // namespace

std::unique_ptr<Identities> make_blob_identities(blob::Store& blobs) {
    return std::make_unique<BlobIdentities>(blobs);
}

}  // namespace instante::resize_image
