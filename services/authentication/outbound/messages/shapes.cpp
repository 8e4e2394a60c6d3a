#include "authentication/outbound/messages/shapes.hpp"

#include <cstdlib>
#include <string_view>

namespace instante::authentication {

namespace {

std::string_view to_text(FollowState state) {
    switch (state) {
        case FollowState::none:
            return "none";
        case FollowState::active:
            return "active";
        case FollowState::requested:
            return "requested";
    }
    std::abort();
}

}  // namespace

void write_image(json::Writer& out, const Image& image) {
    out.object();
    out.field("id", image.id).field("width", image.width_px).field("height", image.height_px);
    out.field("blurhash", image.blurhash).field("alt", image.alt);
    out.key("renditions").array();
    for (const auto& rendition : image.renditions) {
        out.object();
        out.field("name", rendition.name).field("format", rendition.format);
        out.field("width", rendition.width_px).field("height", rendition.height_px);
        out.field("bytes", rendition.size.count).field("key", rendition.key);
        out.end_object();
    }
    out.end_array();
    out.end_object();
}

void write_user(json::Writer& out, const User& user) {
    out.object();
    out.field("id", user.id).field("username", user.username).field("name", user.name).field("bio", user.bio);
    out.key("image");
    if (user.image) {
        write_image(out, *user.image);
    } else {
        out.null();
    }
    out.field("lang", user.lang).field("created_at", user.created_at).field("version", user.version);
    out.end_object();
}

void write_follow(json::Writer& out, const Follow& follow) {
    out.object();
    out.field("id", follow.id).field("follower", follow.follower).field("followee", follow.followee);
    out.field("state", to_text(follow.state)).field("version", follow.version).field("created_at", follow.created_at);
    out.end_object();
}

void write_key(json::Writer& out, const std::string& key) {
    if (key.empty()) {
        out.null();
    } else {
        out.value(key);
    }
}

}  // namespace instante::authentication
