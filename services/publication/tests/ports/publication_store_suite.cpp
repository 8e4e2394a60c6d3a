#include "publication/domain/errors.hpp"
#include "publication/tests/ports/suite.hpp"

namespace instante::publication::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PublicationStoreSuite : public StoreSuite {
protected:
    std::optional<Publication> find(std::uint64_t id) {
        auto found = async::run(publications().find({PublicationId{id}})).value();
        return found.empty() ? std::nullopt : std::optional{found.front()};
    }
};
INSTANTIATE_TEST_SUITE_P(Adapters, PublicationStoreSuite, ::testing::ValuesIn(adapters()), adapter_name);

TEST_P(PublicationStoreSuite, WhatIsAddedIsFoundAsItWas) {
    auto summer = created(1, ana, "Café \"com\" \\ 🌞\n\u0001");
    summer.publication.images.push_back(image(summer.publication.id, 2));
    EXPECT_EQ(add(summer), Added::complete);
    EXPECT_EQ(find(1), summer.publication);
    EXPECT_EQ(async::run(publications().look_up(PublicationId{1})).value(), (Listed{PublicationId{1}, ana, 1, 1}));
    EXPECT_EQ(find(2), std::nullopt);
    EXPECT_EQ(async::run(publications().look_up(PublicationId{2})).value(), std::nullopt);
}

TEST_P(PublicationStoreSuite, AddingTheSamePublicationTwiceKeepsOneAndTellsOnce) {
    add(created(1, ana));
    const auto told = engine->messages().size();
    EXPECT_EQ(add(created(1, ana)), Added::complete);
    EXPECT_THAT(ids_of(async::run(publications().by_owner(ana, beyond_newest, 10)).value().items), ElementsAre(1));
    EXPECT_EQ(engine->messages().size(), told);
    EXPECT_EQ(told, 2u) << "the event and the notification";
}

TEST_P(PublicationStoreSuite, AnIdThatHoldsOtherContentIsRefused) {
    add(created(1, ana));
    EXPECT_EQ(async::run(publications().add(created(1, ana, "other"))).error().code(), other_content);
    EXPECT_EQ(async::run(publications().add(created(1, bruno))).error().code(), other_content);
    EXPECT_EQ(find(1)->text, "text");
}

TEST_P(PublicationStoreSuite, TheFirstMessageAgainAfterAnEditChangesNothing) {
    add(created(1, ana));
    ASSERT_TRUE(async::run(publications().replace({edited(publication(1, ana), "new"), {}})));
    EXPECT_EQ(add(created(1, ana)), Added::complete);
    EXPECT_EQ(find(1)->text, "new");
}

TEST_P(PublicationStoreSuite, TheNextVersionReplacesAndIsAnnounced) {
    add(created(1, ana));
    const auto next = edited(publication(1, ana), "new");
    ASSERT_TRUE(async::run(publications().replace({next, {}})));
    EXPECT_EQ(find(1), next);
    EXPECT_EQ(engine->messages("publication.updated.v1").size(), 1u);
    EXPECT_EQ(async::run(publications().replace({next, {}})).error().code(), outdated);
    EXPECT_EQ(async::run(publications().replace({edited(publication(1, bruno), "x"), {}})).error().code(), core::not_found);
    EXPECT_EQ(async::run(publications().replace({edited(publication(9, ana), "x"), {}})).error().code(), core::not_found);
    EXPECT_EQ(engine->messages("publication.updated.v1").size(), 1u);
}

TEST_P(PublicationStoreSuite, WhatIsDeletedIsFoundByNothingAndItsMediaAreAnnouncedOnce) {
    add(created(1, ana));
    add(created(2, ana));
    remove(1, ana);
    remove(1, ana);
    EXPECT_EQ(find(1), std::nullopt);
    EXPECT_EQ(async::run(publications().look_up(PublicationId{1})).value(), std::nullopt);
    EXPECT_THAT(ids_of(async::run(publications().by_owner(ana, beyond_newest, 10)).value().items), ElementsAre(2));
    EXPECT_THAT(ids_of(async::run(publications().newest(beyond_newest, 10)).value().items), ElementsAre(2));
    const auto told = engine->messages("publication.deleted.v1");
    ASSERT_EQ(told.size(), 1u);
    EXPECT_THAT(told.front().message.body, HasSubstr(R"("version":2,"media_keys":["p/1/)"));
}

TEST_P(PublicationStoreSuite, NobodyDeletesAnothersPublication) {
    add(created(1, ana));
    remove(1, bruno);
    EXPECT_TRUE(find(1));
    EXPECT_THAT(engine->messages("publication.deleted.v1"), IsEmpty());
}

TEST_P(PublicationStoreSuite, WhatComesAgainAfterItsDeletionIsRefusedAndItsMediaAreAnnounced) {
    add(created(1, ana));
    remove(1, ana);
    EXPECT_EQ(add(created(1, ana)), Added::refused);
    EXPECT_EQ(find(1), std::nullopt);
    EXPECT_EQ(engine->messages("publication.deleted.v1").size(), 2u);
}

TEST_P(PublicationStoreSuite, ADeletedOwnersPublicationIsRefusedADisabledOnesIsKeptUnseen) {
    keep(gone(ana, PersonState::deleted, 5));
    EXPECT_EQ(add(created(1, ana)), Added::refused);
    EXPECT_EQ(engine->messages("publication.deleted.v1").size(), 1u);

    keep(gone(bruno, PersonState::disabled, 5));
    EXPECT_EQ(add(created(2, bruno)), Added::complete);
    EXPECT_EQ(async::run(publications().look_up(PublicationId{2})).value(), std::nullopt);
    EXPECT_THAT(async::run(publications().by_owner(bruno, beyond_newest, 10)).value().items, IsEmpty());
    keep(person(bruno, 6));
    EXPECT_EQ(async::run(publications().look_up(PublicationId{2})).value()->owner_version, 6u);
}

TEST_P(PublicationStoreSuite, TheNewestKnownOwnerIsToldToTheFollowers) {
    auto known = person(ana, 7);
    known.name = "Newer name";
    keep(known);
    add(created(1, ana));
    EXPECT_EQ(async::run(people().find({ana})).value().front(), known);
    const auto told = engine->messages("notification.create.v1");
    ASSERT_EQ(told.size(), 1u);
    EXPECT_THAT(told.front().message.body, HasSubstr(R"("name":"Newer name")"));
    EXPECT_THAT(told.front().message.body, HasSubstr(R"("followers_of":"101")"));

    add(created(2, bruno));
    EXPECT_EQ(async::run(people().find({bruno})).value().front(), person(bruno)) << "nobody has told of them yet";
}

TEST_P(PublicationStoreSuite, ListsPageNewestFirstAndSayWhenTheyEnd) {
    for (const auto id : {4, 1, 3, 5, 2}) add(created(static_cast<std::uint64_t>(id), ana));
    add(created(6, bruno));
    auto page = async::run(publications().by_owner(ana, beyond_newest, 2)).value();
    EXPECT_THAT(ids_of(page.items), ElementsAre(5, 4));
    ASSERT_TRUE(page.next);
    page = async::run(publications().by_owner(ana, *page.next, 3)).value();
    EXPECT_THAT(ids_of(page.items), ElementsAre(3, 2, 1));
    EXPECT_FALSE(page.next);

    page = async::run(publications().newest(beyond_newest, 4)).value();
    EXPECT_THAT(ids_of(page.items), ElementsAre(6, 5, 4, 3));
    ASSERT_TRUE(page.next);
    page = async::run(publications().newest(*page.next, 4)).value();
    EXPECT_THAT(ids_of(page.items), ElementsAre(2, 1));
    EXPECT_FALSE(page.next);
    EXPECT_THAT(async::run(publications().by_owner(davi, beyond_newest, 4)).value().items, IsEmpty());
}

TEST_P(PublicationStoreSuite, ALongRunOfPeopleWhoAreGoneDoesNotHideWhatIsOlder) {
    add(created(1, ana));
    for (std::uint64_t id = 2; id < 260; ++id) add(created(id, bruno));
    keep(gone(bruno, PersonState::disabled, 2));

    auto page = async::run(publications().newest(beyond_newest, 5)).value();
    for (int pages = 0; page.next && pages < 10; ++pages) page = async::run(publications().newest(*page.next, 5)).value();
    EXPECT_FALSE(page.next);
    EXPECT_THAT(ids_of(page.items), ElementsAre(1));
}

}  // namespace
}  // namespace instante::publication::testing
