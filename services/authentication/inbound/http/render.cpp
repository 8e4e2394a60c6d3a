#include "authentication/inbound/http/render.hpp"

#include "json/writer.hpp"

namespace instante::authentication {

namespace {

void write_image(json::Writer& out, const std::optional<Image>& image, const blob::Urls& urls) {
    out.key("image");
    if (!image) {
        out.null();
        return;
    }
    out.object();
    out.field("id", image->id).field("width", image->width_px).field("height", image->height_px);
    out.field("blurhash", image->blurhash).field("alt", image->alt);
    out.key("renditions").array();
    for (const auto& rendition : image->renditions) {
        out.object();
        out.field("name", rendition.name).field("format", rendition.format);
        out.field("width", rendition.width_px).field("height", rendition.height_px);
        out.field("bytes", rendition.size.count).field("url", urls.url(rendition.key));
        out.end_object();
    }
    out.end_array().end_object();
}

/// What everybody sees, without the braces.
void write_public(json::Writer& out, const User& user, const blob::Urls& urls) {
    out.field("id", user.id).field("username", user.username).field("name", user.name).field("bio", user.bio);
    write_image(out, user.image, urls);
    out.field("followers_count", user.followers_count).field("following_count", user.following_count);
    out.field("created_at", user.created_at);
}

void write_me(json::Writer& out, const User& user, const blob::Urls& urls) {
    out.object();
    write_public(out, user, urls);
    out.field("email", user.email).field("email_verified", user.email_verified).key("pending_email");
    if (user.pending_email.empty()) {
        out.null();
    } else {
        out.value(user.pending_email);
    }
    out.end_object();
}

}  // namespace

std::string render_user(const User& user, const std::optional<Relation>& viewer, const blob::Urls& urls) {
    std::string text;
    text.reserve(2048);
    json::Writer out{text};
    out.object();
    write_public(out, user, urls);
    if (viewer) {
        out.key("viewer").object();
        out.field("following", viewer->following).field("followed_by", viewer->followed_by).field("requested", viewer->requested);
        out.field("blocking", false).field("muting", false);
        out.end_object();
    }
    out.end_object();
    return text;
}

std::string render_me(const User& user, const blob::Urls& urls) {
    std::string text;
    text.reserve(2048);
    json::Writer out{text};
    write_me(out, user, urls);
    return text;
}

std::string render_session(const SignedIn& signed_in, const blob::Urls& urls) {
    std::string text;
    text.reserve(3072);
    json::Writer out{text};
    out.object().key("user");
    write_me(out, signed_in.user, urls);
    out.field("access_token", signed_in.access_token)
        .field("token_type", "Bearer")
        .field("expires_in", access_token_lifetime.count());
    out.field("refresh_token", signed_in.refresh_token);
    out.end_object();
    return text;
}

std::string render_people(const std::vector<Person>& people, const blob::Urls& urls) {
    std::string text;
    text.reserve(people.size() * 256);
    json::Writer out{text};
    for (const auto& person : people) {
        out.object();
        out.field("id", person.id).field("username", person.username).field("name", person.name).key("image");
        if (person.image_key.empty()) {
            out.null();
        } else {
            out.object().key("renditions").array().object();
            out.field("name", "150").field("format", "jpeg").field("url", urls.url(person.image_key));
            out.end_object().end_array().end_object();
        }
        out.end_object();
    }
    return text;
}

}  // namespace instante::authentication
