#include "notification/inbound/messages/bodies.hpp"

#include <string>
#include <utility>
#include <vector>

#include "core/text.hpp"
#include "json/reader.hpp"

namespace instante::notification {
namespace {

constexpr std::size_t text_limit = 100;

/// `value`, unless something in the document was refused.
template <class T>
Result<T> checked(const json::Document& document, T value) {
    auto sound = document.outcome();
    if (!sound) return sound.error();
    return value;
}

Person read_actor(json::Object object) {
    Person person;
    person.id = object.id<UserId>("id").value_or(UserId{});
    person.username = object.string("username").value_or("");
    person.name = object.string("name").value_or("");
    person.image = object.optional_string("image").value_or("");
    return person;
}

Audience read_audience(json::Object object) {
    if (object.has("followers_of")) return FollowersOf{object.id<UserId>("followers_of").value_or(UserId{})};
    return object.ids<UserId>("users");
}

Recipient read_recipient(json::Object object) {
    Recipient recipient;
    recipient.id = object.id<UserId>("id").value_or(UserId{});
    recipient.lang = object.optional_string("lang").value_or("en");
    for (auto& device : object.optional_objects("devices")) {
        if (device.string("kind") != "fcm") continue;
        if (auto token = device.string("token")) recipient.devices.push_back({std::move(*token)});
    }
    return recipient;
}

/// The key of a person's 150 JPEG among the renditions of their picture.
std::string small_key(json::Object image) {
    for (auto& rendition : image.objects("renditions"))
        if (rendition.string("name") == "150" && rendition.string("format") == "jpeg")
            return rendition.string("key").value_or("");
    return {};
}

}  // namespace

Result<Notification> parse_notification(const bus::Message& message) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    auto root = document->root();
    Notification notification;
    notification.id = root.id<NotificationId>("id").value_or(NotificationId{});
    if (const auto text = root.string("type")) {
        const auto type = parse_type(*text);
        if (!type) root.refuse("type", "unknown", "publication or follow");
        notification.type = type.value_or(Type::publication);
    }
    if (auto actor = root.object("actor")) notification.actor = read_actor(*actor);
    const bool is_publication = notification.type == Type::publication;
    notification.publication =
        is_publication ? root.id<PublicationId>("publication") : root.optional_id<PublicationId>("publication");
    if (auto audience = root.object("audience")) notification.audience = read_audience(*audience);
    const auto text = root.optional_string("text").value_or("");
    notification.text = core::first_code_points(text, text_limit);
    notification.image = root.optional_string("image").value_or("");
    notification.created_at = core::id_time(notification.id.value);
    return checked(*document, std::move(notification));
}

Result<AudiencePage> parse_audience_page(const bus::Message& message) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    auto root = document->root();
    AudiencePage page;
    page.notification = root.id<NotificationId>("notification").value_or(NotificationId{});
    for (auto& user : root.objects("users")) page.recipients.push_back(read_recipient(user));
    page.next = root.optional_string("next");
    const auto question = core::to_string(page.notification) + ':';
    if (!message.correlation_id.starts_with(question))
        return core::Error{core::malformed, "a page that answers no request of ours: " + message.correlation_id};
    page.asked = message.correlation_id.substr(question.size());
    return checked(*document, std::move(page));
}

Result<PersonChanged> parse_person_changed(const bus::Message& message) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    PersonChanged changed;
    if (auto user = document->root().object("user")) {
        changed.person.id = user->id<UserId>("id").value_or(UserId{});
        changed.person.username = user->string("username").value_or("");
        changed.person.name = user->string("name").value_or("");
        if (auto image = user->optional_object("image")) changed.person.image = small_key(*image);
        changed.version = user->integer("version").value_or(0);
    }
    return checked(*document, std::move(changed));
}

Result<PersonGone> parse_person_gone(const bus::Message& message) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    auto root = document->root();
    PersonGone gone;
    gone.id = root.id<UserId>("id").value_or(UserId{});
    gone.version = root.integer("version").value_or(0);
    return checked(*document, gone);
}

Result<PublicationId> parse_publication_deleted(const bus::Message& message) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    const auto id = document->root().id<PublicationId>("id").value_or(PublicationId{});
    return checked(*document, id);
}

Result<std::vector<UserId>> parse_inbox_arrived(const bus::Message& message) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    auto users = document->root().ids<UserId>("users");
    return checked(*document, std::move(users));
}

}  // namespace instante::notification
