#include "publication/inbound/messages/parse.hpp"

#include <limits>
#include <utility>

#include "json/reader.hpp"

namespace instante::publication {
namespace {

constexpr std::size_t request_limit = 1000;

/// A whole number that is not negative.
std::uint64_t natural(json::Object& object, std::string_view name, std::int64_t most = std::numeric_limits<std::int64_t>::max()) {
    const auto number = object.integer(name).value_or(0);
    if (number >= 0 && number <= most) return static_cast<std::uint64_t>(number);
    object.refuse(name, "out-of-range", "A whole number from 0 to " + std::to_string(most));
    return 0;
}

std::uint32_t pixels(json::Object& object, std::string_view name) {
    return static_cast<std::uint32_t>(natural(object, name, std::numeric_limits<std::uint32_t>::max()));
}

template <class IdType>
IdType id_of(json::Object& object, std::string_view name) {
    return object.id<IdType>(name).value_or(IdType{});
}

Rendition read_rendition(json::Object& object) {
    Rendition rendition;
    rendition.name = object.string("name").value_or("");
    rendition.format = object.string("format").value_or("");
    rendition.width_px = pixels(object, "width");
    rendition.height_px = pixels(object, "height");
    rendition.size.count = natural(object, "bytes");
    rendition.key = object.string("key").value_or("");
    return rendition;
}

Image read_image(json::Object& object) {
    Image image;
    image.id = id_of<ImageId>(object, "id");
    image.width_px = pixels(object, "width");
    image.height_px = pixels(object, "height");
    image.blurhash = object.string("blurhash").value_or("");
    image.alt = object.optional_string("alt").value_or("");
    for (auto& rendition : object.objects("renditions")) image.renditions.push_back(read_rendition(rendition));
    return image;
}

/// The key of the picture that stands beside a name.
std::string small_key(json::Object& user) {
    auto image = user.optional_object("image");
    if (!image) return {};
    for (auto& rendition : image->objects("renditions"))
        if (rendition.string("name") == "150" && rendition.string("format") == "jpeg")
            return rendition.string("key").value_or("");
    return {};
}

Person read_person(json::Object& user) {
    Person person;
    person.id = id_of<UserId>(user, "id");
    person.username = user.string("username").value_or("");
    person.name = user.string("name").value_or("");
    person.version = natural(user, "version");
    return person;
}

Person read_user(json::Object& user) {
    auto person = read_person(user);
    person.image = small_key(user);
    return person;
}

Follow read_follow(json::Object& object) {
    Follow follow;
    follow.id = id_of<FollowId>(object, "id");
    follow.follower = id_of<UserId>(object, "follower");
    follow.followee = id_of<UserId>(object, "followee");
    follow.active = object.string("state") == "active";
    follow.version = natural(object, "version");
    follow.created_at = object.time("created_at").value_or(core::Timestamp{});
    return follow;
}

/// What `read` makes of the body's object, if all of it was acceptable.
template <class Read>
auto parse(const std::string& body, Read read) -> Result<decltype(read(std::declval<json::Object&>()))> {
    auto document = json::Document::parse(body);
    if (!document) return document.error();
    auto root = document->root();
    auto value = read(root);
    if (auto acceptable = document->outcome(); !acceptable) return acceptable.error();
    return value;
}

}  // namespace

Result<PublicationCreated> parse_publication_create(const std::string& body) {
    return parse(body, [](json::Object& root) {
        PublicationCreated created;
        if (auto owner = root.object("owner")) {
            created.owner = read_person(*owner);
            created.owner.image = owner->optional_string("image").value_or("");
        }
        created.publication.id = id_of<PublicationId>(root, "id");
        created.publication.owner = created.owner.id;
        created.publication.text = root.optional_string("text").value_or("");
        for (auto& image : root.objects("images")) created.publication.images.push_back(read_image(image));
        created.publication.created_at = root.time("created_at").value_or(core::Timestamp{});
        return created;
    });
}

Result<Person> parse_user_event(const std::string& body) {
    return parse(body, [](json::Object& root) {
        auto user = root.object("user");
        return user ? read_user(*user) : Person{};
    });
}

Result<Person> parse_user_gone(const std::string& body, PersonState state) {
    return parse(body, [state](json::Object& root) {
        Person person;
        person.id = id_of<UserId>(root, "id");
        person.version = natural(root, "version");
        person.state = state;
        return person;
    });
}

Result<Follow> parse_follow_event(const std::string& body) {
    return parse(body, [](json::Object& root) {
        auto follow = root.object("follow");
        return follow ? read_follow(*follow) : Follow{};
    });
}

Result<PeoplePage> parse_user_data(const std::string& body) {
    return parse(body, [](json::Object& root) {
        PeoplePage page;
        for (auto& user : root.objects("users")) page.people.push_back(read_user(user));
        page.next = root.optional_id<UserId>("next");
        return page;
    });
}

Result<FollowsPage> parse_follows_data(const std::string& body) {
    return parse(body, [](json::Object& root) {
        FollowsPage page;
        for (auto& follow : root.objects("follows")) page.follows.push_back(read_follow(follow));
        if (root.has("next")) page.next = root.raw("next");
        return page;
    });
}

Result<std::vector<PublicationId>> parse_publication_request(const std::string& body) {
    return parse(body, [](json::Object& root) {
        auto ids = root.ids<PublicationId>("ids");
        if (ids.size() > request_limit) root.refuse("ids", "too-many", "At most " + std::to_string(request_limit) + " ids");
        return ids;
    });
}

}  // namespace instante::publication
