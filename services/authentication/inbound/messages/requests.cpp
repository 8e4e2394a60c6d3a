#include "authentication/inbound/messages/requests.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "json/reader.hpp"

namespace instante::authentication {

namespace {

std::size_t limit_of(json::Object& root) {
    const auto limit = root.optional_integer("limit").value_or(static_cast<std::int64_t>(Tell::page_limit));
    return static_cast<std::size_t>(std::clamp<std::int64_t>(limit, 1, Tell::page_limit));
}

std::optional<EdgeKey> edge_key(std::string_view cursor) {
    const auto colon = cursor.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto follower = core::parse_as<UserId>(cursor.substr(0, colon));
    const auto followee = core::parse_as<UserId>(cursor.substr(colon + 1));
    if (!follower || !followee) return std::nullopt;
    return EdgeKey{*follower, *followee};
}

std::uint32_t pixels(std::optional<std::int64_t> number) {
    return static_cast<std::uint32_t>(std::max<std::int64_t>(number.value_or(0), 0));
}

Image read_image(json::Object object) {
    Image image;
    image.id = object.id<ImageId>("id").value_or(ImageId{});
    image.width_px = pixels(object.integer("width"));
    image.height_px = pixels(object.integer("height"));
    image.blurhash = object.string("blurhash").value_or("");
    image.alt = object.optional_string("alt").value_or("");
    for (auto& each : object.objects("renditions")) {
        Rendition rendition;
        rendition.name = each.string("name").value_or("");
        rendition.format = each.string("format").value_or("");
        rendition.width_px = pixels(each.integer("width"));
        rendition.height_px = pixels(each.integer("height"));
        rendition.size.count = static_cast<std::uint64_t>(std::max<std::int64_t>(each.integer("bytes").value_or(0), 0));
        rendition.key = each.string("key").value_or("");
        image.renditions.push_back(std::move(rendition));
    }
    return image;
}

}  // namespace

Result<Audience> parse_token_request(const bus::Message& message) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    auto root = document->root();
    Audience audience;
    audience.notification = root.id<NotificationId>("notification").value_or(NotificationId{});
    audience.after = root.optional_id<UserId>("cursor").value_or(UserId{});
    audience.limit = limit_of(root);
    if (auto whom = root.object("audience")) {
        audience.followers_of = whom->optional_id<UserId>("followers_of");
        if (!whom->has("followers_of")) audience.users = whom->ids<UserId>("users");
    }
    auto sound = document->outcome();
    if (!sound) return sound.error();
    return audience;
}

Result<UserRequest> parse_user_request(const bus::Message& message) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    auto root = document->root();
    UserRequest request;
    if (root.has("ids")) request.ids = root.ids<UserId>("ids");
    request.after = root.optional_id<UserId>("after").value_or(UserId{});
    request.limit = limit_of(root);
    auto sound = document->outcome();
    if (!sound) return sound.error();
    return request;
}

Result<FollowsRequest> parse_follows_request(const bus::Message& message) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    auto root = document->root();
    FollowsRequest request;
    request.limit = limit_of(root);
    if (const auto cursor = root.optional_string("cursor")) {
        request.after = edge_key(*cursor);
        if (!request.after) root.refuse("cursor", "not-a-cursor", "This cursor was not given by us");
    }
    auto sound = document->outcome();
    if (!sound) return sound.error();
    return request;
}

Result<std::vector<InvalidDevice>> parse_token_invalid(const bus::Message& message) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    std::vector<InvalidDevice> devices;
    for (auto& each : document->root().objects("devices")) {
        InvalidDevice device;
        device.user = each.id<UserId>("user").value_or(UserId{});
        const auto kind = each.string("kind").value_or("");
        if (kind != "fcm" && kind != "webpush") each.refuse("kind", "unknown", "fcm or webpush");
        device.kind = kind == "webpush" ? DeviceKind::webpush : DeviceKind::fcm;
        device.token = each.string("token").value_or("");
        devices.push_back(std::move(device));
    }
    auto sound = document->outcome();
    if (!sound) return sound.error();
    return devices;
}

Result<MailOrder> parse_mail_order(const bus::Message& message) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    auto root = document->root();
    MailOrder order;
    const auto name = root.string("template").value_or("");
    bool known = false;
    for (const auto kind : {MailKind::verification, MailKind::change, MailKind::change_notice, MailKind::reset}) {
        if (mail_template(kind) != name) continue;
        order.kind = kind;
        known = true;
    }
    if (!known) root.refuse("template", "unknown", "This template is not known");
    order.user = root.optional_id<UserId>("user").value_or(UserId{});
    order.address = root.optional_string("address").value_or("");
    auto sound = document->outcome();
    if (!sound) return sound.error();
    return order;
}

Result<Purged> parse_user_purged(const bus::Message& message) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    auto root = document->root();
    Purged purged;
    purged.user = root.id<UserId>("id").value_or(UserId{});
    purged.keeper = parse_keeper(root.string("service").value_or(""));
    auto sound = document->outcome();
    if (!sound) return sound.error();
    return purged;
}

Result<StateOrder> parse_user_disable(const bus::Message& message) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    auto root = document->root();
    StateOrder order;
    order.user = root.id<UserId>("id").value_or(UserId{});
    order.state = root.boolean("disabled").value_or(false) ? UserState::disabled : UserState::active;
    order.at = root.time("at").value_or(core::Timestamp{});
    auto sound = document->outcome();
    if (!sound) return sound.error();
    return order;
}

Result<PictureAnswer> parse_image_rendered(const bus::Message& message) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    auto root = document->root();
    PictureAnswer answer;
    answer.id = root.id<ImageId>("id").value_or(ImageId{});
    answer.owner = root.id<UserId>("owner").value_or(UserId{});
    answer.error = root.optional_string("error").value_or("");
    answer.trace = message.trace;
    if (answer.error.empty())
        if (auto image = root.object("image")) answer.image = read_image(*image);
    auto sound = document->outcome();
    if (!sound) return sound.error();
    return answer;
}

}  // namespace instante::authentication
