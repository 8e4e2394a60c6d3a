#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <fstream>
#include <iterator>

#include "json/reader.hpp"
#include "resize_image/domain/picture.hpp"
#include "resize_image/inbound/messages/parse.hpp"
#include "resize_image/outbound/messages/bodies.hpp"

namespace instante::resize_image {
namespace {

std::string example(std::string_view name) {
    const auto path = std::string{INSTANTE_SOURCE_DIR} + "/contracts/messages/examples/" + std::string{name} + ".json";
    std::ifstream file{path};
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>{file}, {}};
}

bus::Message message(std::string body) {
    bus::Message made;
    made.body = std::move(body);
    made.reply_to = "image-data.authentication";
    made.correlation_id = "correlation";
    made.trace.request_id = "request";
    return made;
}

boost::json::value tree(std::string_view text) {
    return boost::json::parse(boost::json::string_view{text.data(), text.size()});
}

template <class Enum, class All>
Enum named(const All& all, std::string_view name) {
    for (const auto each : all) {
        if (to_string(each) == name) return each;
    }
    ADD_FAILURE() << name;
    return {};
}

Image image_of(json::Object object) {
    Image image{*object.id<ImageId>("id"), {}, *object.string("blurhash"), *object.string("alt"), {}};
    image.size = {static_cast<std::uint32_t>(*object.integer("width")), static_cast<std::uint32_t>(*object.integer("height"))};
    for (auto& each : object.objects("renditions")) {
        image.renditions.push_back(
            {named<RenditionName>(rendition_names, *each.string("name")),
             named<Format>(formats, *each.string("format")),
             {static_cast<std::uint32_t>(*each.integer("width")), static_cast<std::uint32_t>(*each.integer("height"))},
             {static_cast<std::uint64_t>(*each.integer("bytes"))},
             *each.string("key")});
    }
    return image;
}

Publication publication_of(json::Object root) {
    auto owner = *root.object("owner");
    Publication publication;
    publication.id = *root.id<PublicationId>("id");
    publication.owner = {*owner.id<UserId>("id"), *owner.string("username"), *owner.string("name"),
                         owner.optional_string("image").value_or(""), *owner.integer("version")};
    publication.text = *root.string("text");
    for (auto& image : root.objects("images")) publication.images.push_back(image_of(std::move(image)));
    publication.created_at = *root.time("created_at");
    return publication;
}

TEST(Said, PublicationsAreAsTheExamplesHaveThem) {
    for (const auto* name : {"publication.create.v1", "publication.create.v1.bare"}) {
        const auto body = example(name);
        auto document = json::Document::parse(body).value();
        EXPECT_EQ(tree(publication_create(publication_of(document.root()))), tree(body)) << name;
    }
}

TEST(Said, AnswersAreAsTheExamplesHaveThem) {
    const auto body = example("image.rendered.v1");
    auto document = json::Document::parse(body).value();
    auto root = document.root();
    const auto image = image_of(*root.object("image"));
    EXPECT_EQ(tree(image_rendered(*root.id<ImageId>("id"), *root.id<UserId>("owner"), image)), tree(body));
    EXPECT_EQ(tree(image_rendered(ImageId{576838434875147265}, UserId{576838434875147264}, "resize-image/does-not-decode")),
              tree(example("image.rendered.v1.refused")));
}

TEST(Said, EventsAreAsTheExamplesHaveThem) {
    const auto body = example("media.deleted.v1");
    auto document = json::Document::parse(body).value();
    EXPECT_EQ(tree(media_deleted(document.root().strings("keys"))), tree(body));
    EXPECT_EQ(tree(user_purged(UserId{7})), tree(R"({"id":"7","service":"resize-image"})"));
}

TEST(Heard, APictureToRenderIsReadWithWhoAsks) {
    const auto request = parse_image_render(message(example("image.render.v1")));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->id, ImageId{602651022590379008});
    EXPECT_EQ(request->owner, UserId{573576503464723456});
    EXPECT_EQ(request->blob, "incoming/602651022590379008");
    EXPECT_EQ(request->reply_to, "image-data.authentication");
    EXPECT_EQ(request->correlation_id, "correlation");
    EXPECT_EQ(request->trace.request_id, "request");
    auto for_nobody = message(example("image.render.v1"));
    for_nobody.reply_to.clear();
    EXPECT_EQ(parse_image_render(for_nobody).error().code(), core::malformed);
}

TEST(Heard, EventsAreReadForWhatTheyLeaveBehind) {
    const auto deleted = parse_publication_deleted(message(example("publication.deleted.v1")));
    ASSERT_TRUE(deleted);
    EXPECT_EQ(deleted->owner, PublicationId{608343535250736128}) << "whose the keys are: the publication's";
    EXPECT_EQ(deleted->keys.size(), 16u);
    const auto updated = parse_publication_updated(message(example("publication.updated.v1")));
    ASSERT_TRUE(updated);
    EXPECT_TRUE(updated->owner);
    const auto user = parse_user_updated(message(example("user.updated.v1")));
    ASSERT_TRUE(user);
    EXPECT_EQ(user->owner, UserId{573576503464723456});
    EXPECT_FALSE(user->keys.empty());
    EXPECT_EQ(parse_user_deleted(message(example("user.deleted.v1"))).value(), UserId{573576503464723456});
    EXPECT_TRUE(parse_user_deleted(message(example("user.deleted.v1.bare"))));
}

TEST(Heard, WhatIsNotAsAgreedIsRefused) {
    for (const auto* body : {"", "[]", "{}", R"({"id":"0","owner":"1","blob":"incoming/1","media_keys":[]})",
                             R"({"id":1,"media_keys":7})", R"({"publication":{},"user":{"id":"x"},"media_keys":[]})"}) {
        EXPECT_FALSE(parse_image_render(message(body))) << body;
        EXPECT_FALSE(parse_publication_deleted(message(body))) << body;
        EXPECT_FALSE(parse_publication_updated(message(body))) << body;
        EXPECT_FALSE(parse_user_updated(message(body))) << body;
        EXPECT_FALSE(parse_user_deleted(message(body))) << body;
    }
}

}  // namespace
}  // namespace instante::resize_image
