#include <utility>

#include "mongo/update.hpp"
#include "publication/outbound/mongo/case_documents.hpp"
#include "publication/outbound/mongo/edge_documents.hpp"
#include "publication/outbound/mongo/publication_documents.hpp"
#include "publication/outbound/mongo/shelf.hpp"

namespace instante::publication::mongo_shelf {
namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;
using mongo::Update;

/// Edges or cases that one piece of a removal deletes.
constexpr std::size_t documents_a_piece = 500;

Removal to_removal(const mongo::View& document) {
    return {.owner = document.id<UserId>("_id"),
            .up_to = document.id<PublicationId>("up_to"),
            .person = document.integer("person") != 0};
}

std::vector<PublicationId> doomed_publications(Connection& connection, const Removal& removal, std::size_t chunk) {
    const Array states{number(State::shown), number(State::hidden)};
    const Document filter{
        {"owner", removal.owner}, {"state", Document{{"$in", states}}}, {"_id", Document{{"$lte", removal.up_to}}}};
    std::vector<PublicationId> ids;
    for (const auto& each : connection.find(publications, filter,
                                            {.sort = Document{{"_id", -1}}, .limit = chunk, .projection = Document{{"_id", 1}}}))
        ids.push_back(each.view().id<PublicationId>("_id"));
    return ids;
}

/// Deletes a piece of what a deleted person leaves behind beside publications. Whether something is left.
bool forget_some(Connection& connection, UserId person) {
    if (forget_edges(connection, person, documents_a_piece)) return true;
    if (forget_reports_of(connection, person, documents_a_piece)) return true;
    forget_case(connection, person);
    connection.remove_all(timelines, Document{{"user", person}});
    for (const auto* collection : {floors, counts, pull_authors}) connection.remove(collection, Document{{"_id", person}});
    return false;
}

class MongoRemovals final : public Removals {
public:
    explicit MongoRemovals(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<void>> begin(Removal removal) override {
        auto work = [removal](Connection& connection) -> Result<void> {
            const auto update =
                Update{}.max("up_to", removal.up_to).max("person", removal.person ? 1 : 0).set("open", removal.owner).document();
            connection.update(removals, Document{{"_id", removal.owner}}, update, true);
            return {};
        };
        return shelf_->write(work);
    }

    Task<Result<std::vector<Removal>>> pending(std::size_t limit) override {
        auto work = [limit](Connection& connection) -> Result<std::vector<Removal>> {
            std::vector<Removal> all;
            for (const auto& found : connection.find(removals, Document{{"open", Document{{"$gt", 0}}}},
                                                     {.sort = Document{{"open", 1}}, .limit = limit}))
                all.push_back(to_removal(found.view()));
            return all;
        };
        return shelf_->read(work);
    }

    Task<Result<bool>> advance(Removal removal, std::size_t chunk) override {
        auto work = [this, owner = removal.owner, chunk](Connection& connection) { return advance_in(connection, owner, chunk); };
        return shelf_->write(std::move(work));
    }

private:
    [[nodiscard]] Result<bool> advance_in(Connection& connection, UserId owner, std::size_t chunk) const {
        const auto found = connection.find_one(removals, Document{{"_id", owner}, {"open", Document{{"$gt", 0}}}});
        if (!found) return true;
        const auto promise = to_removal(found->view());
        const auto doomed = doomed_publications(connection, promise, chunk);
        for (const auto id : doomed) delete_publication(connection, *shelf_, owner, id, {});
        if (doomed.size() == chunk) return false;
        if (promise.person && forget_some(connection, owner)) return false;
        // One that was widened meanwhile goes on.
        const Document same{{"_id", owner}, {"open", owner}, {"up_to", promise.up_to}, {"person", promise.person ? 1 : 0}};
        Update update;
        update.unset("open");
        if (promise.person) shelf_->enclose(PersonPurged{owner}).into(update);
        return connection.update(removals, same, update.document()).matched;
    }

    ShelfPtr shelf_;
};

}  // namespace

std::unique_ptr<Removals> make_removals(ShelfPtr shelf) {
    return std::make_unique<MongoRemovals>(std::move(shelf));
}

}  // namespace instante::publication::mongo_shelf
