#include <utility>

#include "mongo/update.hpp"
#include "publication/domain/errors.hpp"
#include "publication/outbound/mongo/person_documents.hpp"
#include "publication/outbound/mongo/publication_documents.hpp"
#include "publication/outbound/mongo/shelf.hpp"
#include "publication/outbound/mongo/spreading.hpp"

namespace instante::publication::mongo_shelf {
namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;
using mongo::Update;

/// Documents of the list of everyone's publications that one page looks at: those of people who are gone are passed over, and
/// there may be many.
constexpr std::size_t documents_beyond_limit = 100;

bool is_promised(Connection& connection, const Publication& publication) {
    return connection.exists(removals, Document{{"_id", publication.owner}, {"up_to", Document{{"$gte", publication.id}}}});
}

/// By what is known of its owner; whether it is a tombstone itself shows when it is inserted.
bool refuses(Connection& connection, const Publication& publication) {
    return is_deleted(connection, publication.owner) || is_promised(connection, publication);
}

class MongoPublicationStore final : public PublicationStore {
public:
    explicit MongoPublicationStore(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<Added>> add(PublicationCreated created) override {
        auto work = [this, created = std::move(created)](Connection& connection) { return add_in(connection, created); };
        return shelf_->write(std::move(work));
    }

    Task<Result<void>> replace(PublicationUpdated updated) override {
        auto work = [this, updated = std::move(updated)](Connection& connection) { return replace_in(connection, updated); };
        return shelf_->write(std::move(work));
    }

    Task<Result<void>> remove(UserId owner, std::vector<PublicationId> ids, core::Trace trace) override {
        auto work = [this, owner, ids = std::move(ids), trace = std::move(trace)](Connection& connection) -> Result<void> {
            for (const auto id : ids) delete_publication(connection, *shelf_, owner, id, trace);
            return {};
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<std::vector<Publication>>> find(std::vector<PublicationId> ids) override {
        auto work = [ids = std::move(ids)](Connection& connection) -> Result<std::vector<Publication>> {
            std::vector<Publication> all;
            if (ids.empty()) return all;
            const Document filter{{"_id", Document{{"$in", Array::of(ids)}}}, {"state", number(State::shown)}};
            for (const auto& found : connection.find(publications, filter)) all.push_back(to_publication(found.view()));
            return all;
        };
        return shelf_->read(std::move(work));
    }

    Task<Result<std::optional<Listed>>> look_up(PublicationId id) override {
        auto work = [id](Connection& connection) -> Result<std::optional<Listed>> {
            const auto listed = list_shown(connection, {id});
            return listed.empty() ? std::optional<Listed>{} : std::optional{listed.front()};
        };
        return shelf_->read(work);
    }

    Task<Result<ListedPage>> by_owner(UserId owner, PublicationId before, std::size_t limit) override {
        auto work = [owner, before, limit](Connection& connection) -> Result<ListedPage> {
            const Document filter{{"owner", owner}, {"state", number(State::shown)}, {"_id", Document{{"$lt", before}}}};
            return page_of(connection, filter, limit, 1);
        };
        return shelf_->read(work);
    }

    Task<Result<ListedPage>> newest(PublicationId before, std::size_t limit) override {
        auto work = [before, limit](Connection& connection) -> Result<ListedPage> {
            const Document filter{{"state", number(State::shown)}, {"_id", Document{{"$lt", before}}}};
            return page_of(connection, filter, limit, documents_beyond_limit);
        };
        return shelf_->read(work);
    }

private:
    /// Up to `limit` of the newest `limit + beyond` that fit, of people who are not gone.
    static ListedPage page_of(Connection& connection, const Document& filter, std::size_t limit, std::size_t beyond) {
        const auto found = connection.find(
            publications, filter,
            {.sort = Document{{"_id", -1}}, .limit = limit + beyond, .projection = Document{{"owner", 1}, {"version", 1}}});
        const auto owners = active_versions(connection, owners_of(found));
        ListedPage page;
        PublicationId last;
        for (const auto& document : found) {
            if (page.items.size() == limit) {
                page.next = last;
                return page;
            }
            const auto view = document.view();
            last = view.id<PublicationId>("_id");
            if (const auto owner = owners.find(view.id<UserId>("owner")); owner != owners.end())
                page.items.push_back({last, owner->first, view.number("version"), owner->second});
        }
        if (found.size() == limit + beyond) page.next = last;
        return page;
    }

    [[nodiscard]] Result<Added> add_in(Connection& connection, PublicationCreated created) const {
        const auto& publication = created.publication;
        if (refuses(connection, publication)) return refuse(connection, created);
        keep_person(connection, created.owner);
        created.owner = find_person(connection, publication.owner).value_or(created.owner);
        auto document = to_document(publication);
        begin_to_spread(document, publication.id);
        shelf_->enclose(created).into(document);
        const bool added = connection.insert(publications, document);
        if (!added) {
            const auto known = connection.find_one(publications, Document{{"_id", publication.id}});
            if (!known || known->view().integer("state") == number(State::deleted)) return refuse(connection, created);
            if (!same_origin(to_publication(known->view()), publication)) return core::Error{other_content};
        }
        // Looked at again: whoever deletes all of the owner's may have looked for publications before this one was there.
        if (refuses(connection, publication)) return refuse(connection, created);
        const bool complete = added ? spread_at_once(connection, publication.id) : !spreads(connection, publication.id);
        return complete ? Added::complete : Added::spreading;
    }

    /// Announces its media as deleted. It is told by the tombstone, which is made where there is none.
    [[nodiscard]] Result<Added> refuse(Connection& connection, const PublicationCreated& created) const {
        const auto& publication = created.publication;
        const PublicationDeleted deleted{publication.id, publication.owner, publication.version + 1, media_keys(publication),
                                         created.trace};
        Update update;
        update.set_on_insert("version", deleted.version);
        shelf_->enclose(deleted).into(update);
        const Document tombstone{{"_id", publication.id}, {"owner", publication.owner}, {"state", number(State::deleted)}};
        if (connection.update(publications, tombstone, update.document(), true).refused())
            delete_publication(connection, *shelf_, publication.owner, publication.id, created.trace);
        return Added::refused;
    }

    [[nodiscard]] Result<void> replace_in(Connection& connection, const PublicationUpdated& updated) const {
        const auto& publication = updated.publication;
        Document shown{{"_id", publication.id}, {"owner", publication.owner}, {"state", number(State::shown)}};
        Update update;
        set_content(update, publication);
        shelf_->enclose(updated).into(update);
        auto before = shown;
        before.add("version", publication.version - 1);
        if (connection.update(publications, before, update.document()).matched) return {};
        if (connection.exists(publications, shown)) return core::Error{outdated};
        return core::Error{core::not_found};
    }

    ShelfPtr shelf_;
};

}  // namespace

std::unique_ptr<PublicationStore> make_publications(ShelfPtr shelf) {
    return std::make_unique<MongoPublicationStore>(std::move(shelf));
}

}  // namespace instante::publication::mongo_shelf
