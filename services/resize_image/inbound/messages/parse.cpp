#include "resize_image/inbound/messages/parse.hpp"

#include <utility>

#include "json/reader.hpp"

namespace instante::resize_image {
namespace {

/// An event that names its thing beside the keys: `{id, …, media_keys}`.
template <class OwnerId>
Result<LeftOver<OwnerId>> parse_gone(const bus::Message& message) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    auto root = document->root();
    LeftOver<OwnerId> left{root.id<OwnerId>("id").value_or(OwnerId{}), root.strings("media_keys")};
    if (auto outcome = document->outcome(); !outcome) return outcome.error();
    return left;
}

/// An event that carries its thing: `{<thing>: {id, …}, media_keys}`.
template <class OwnerId>
Result<LeftOver<OwnerId>> parse_changed(const bus::Message& message, std::string_view thing) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    auto root = document->root();
    LeftOver<OwnerId> left;
    if (auto object = root.object(thing)) left.owner = object->id<OwnerId>("id").value_or(OwnerId{});
    left.keys = root.strings("media_keys");
    if (auto outcome = document->outcome(); !outcome) return outcome.error();
    return left;
}

}  // namespace

Result<PictureRequest> parse_image_render(const bus::Message& message) {
    if (message.reply_to.empty()) return core::Error{core::malformed, "a picture that nobody wants to hear of"};
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    auto root = document->root();
    PictureRequest request;
    request.id = root.id<ImageId>("id").value_or(ImageId{});
    request.owner = root.id<UserId>("owner").value_or(UserId{});
    request.blob = root.string("blob").value_or("");
    if (auto outcome = document->outcome(); !outcome) return outcome.error();
    request.reply_to = message.reply_to;
    request.correlation_id = message.correlation_id;
    request.trace = message.trace;
    return request;
}

Result<LeftOver<PublicationId>> parse_publication_deleted(const bus::Message& message) {
    return parse_gone<PublicationId>(message);
}

Result<LeftOver<PublicationId>> parse_publication_updated(const bus::Message& message) {
    return parse_changed<PublicationId>(message, "publication");
}

Result<LeftOver<UserId>> parse_user_updated(const bus::Message& message) {
    return parse_changed<UserId>(message, "user");
}

Result<UserId> parse_user_deleted(const bus::Message& message) {
    auto gone = parse_gone<UserId>(message);
    if (!gone) return gone.error();
    return gone->owner;
}

}  // namespace instante::resize_image
