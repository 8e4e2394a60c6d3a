#include "authentication/outbound/sqlite/columns.hpp"

#include "json/reader.hpp"
#include "json/writer.hpp"

namespace instante::authentication::sqlite_store {

namespace {

std::uint32_t pixels(std::optional<std::int64_t> number) {
    return static_cast<std::uint32_t>(number.value_or(0));
}

void write_rendition(json::Writer& out, const Rendition& rendition) {
    out.object();
    out.field("name", rendition.name).field("format", rendition.format);
    out.field("width", rendition.width_px).field("height", rendition.height_px);
    out.field("bytes", rendition.size.count).field("key", rendition.key);
    out.end_object();
}

Rendition rendition_of(json::Object row) {
    Rendition rendition;
    rendition.name = row.string("name").value_or("");
    rendition.format = row.string("format").value_or("");
    rendition.width_px = pixels(row.integer("width"));
    rendition.height_px = pixels(row.integer("height"));
    rendition.size.count = static_cast<std::uint64_t>(row.integer("bytes").value_or(0));
    rendition.key = row.string("key").value_or("");
    return rendition;
}

}  // namespace

std::optional<std::string> to_column(const std::optional<Image>& image) {
    if (!image) return std::nullopt;
    std::string text;
    json::Writer out{text};
    out.object();
    out.field("id", image->id).field("width", image->width_px).field("height", image->height_px);
    out.field("blurhash", image->blurhash).field("alt", image->alt);
    out.key("renditions").array();
    for (const auto& rendition : image->renditions) write_rendition(out, rendition);
    out.end_array();
    out.end_object();
    return text;
}

Result<Image> image_of(std::string_view column) {
    auto document = json::Document::parse(column);
    if (!document) return core::Error{core::internal, "a damaged picture"}.caused_by(document.error());
    auto row = document->root();
    Image image;
    image.id = row.id<ImageId>("id").value_or(ImageId{});
    image.width_px = pixels(row.integer("width"));
    image.height_px = pixels(row.integer("height"));
    image.blurhash = row.string("blurhash").value_or("");
    image.alt = row.string("alt").value_or("");
    for (auto& rendition : row.objects("renditions")) image.renditions.push_back(rendition_of(rendition));
    auto sound = document->outcome();
    if (!sound) return core::Error{core::internal, "a damaged picture"}.caused_by(sound.error());
    return image;
}

Result<User> user_of(const sqlite::Statement& row) {
    User user;
    user.id = row.id<UserId>(0);
    user.username = row.text(1);
    user.email = row.text(2);
    user.email_verified = row.integer(3) != 0;
    user.name = row.text(4);
    user.bio = row.text(5);
    user.password_hash = row.text(6);
    if (!row.is_null(7)) {
        auto image = image_of(row.text_view(7));
        if (!image) return image.error();
        user.image = std::move(*image);
    }
    user.lang = row.text(9);
    user.state = static_cast<UserState>(row.integer(10));
    user.version = row.integer(11);
    user.created_at = row.time(12);
    user.state_at = row.time(13);
    user.followers_count = row.integer(14);
    user.following_count = row.integer(15);
    user.pending_email = row.text(16);
    return user;
}

Follow follow_of(const sqlite::Statement& row) {
    Follow follow;
    follow.follower = row.id<UserId>(0);
    follow.followee = row.id<UserId>(1);
    follow.id = row.id<FollowId>(2);
    follow.state = static_cast<FollowState>(row.integer(3));
    follow.version = row.integer(4);
    follow.created_at = row.time(5);
    if (!row.is_null(6)) follow.noticed_at = row.time(6);
    return follow;
}

}  // namespace instante::authentication::sqlite_store
