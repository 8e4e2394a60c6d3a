#include <algorithm>
#include <utility>

#include "authentication/outbound/mongo/dated_lists.hpp"
#include "authentication/outbound/mongo/picture_documents.hpp"
#include "authentication/outbound/mongo/shelf.hpp"

namespace instante::authentication::mongo_store {

namespace {

using mongo::Connection;
using mongo::Document;

/// Early pictures that one round offers to their people again.
constexpr std::size_t pictures_offered = 50;

std::size_t forget_early(Connection& connection, core::Timestamp before, std::size_t limit) {
    const auto old = connection.find(early_pictures, Document{{"at", Document{{"$lt", before}}}},
                                     {.limit = limit, .projection = Document{{"_id", 1}}});
    mongo::Batch removals;
    for (const auto& each : old) removals.remove_one(Document{{"_id", each.view().id<ImageId>("_id")}});
    connection.write(early_pictures, removals);
    return old.size();
}

class MongoPictureStore final : public PictureStore {
public:
    explicit MongoPictureStore(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<void>> settle(LatePicture picture) override {
        auto work = [shelf = shelf_, picture = std::move(picture)](Connection& connection) {
            return settle_picture(connection, *shelf, picture);
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<std::size_t>> sweep(core::Timestamp before, std::size_t limit) override {
        auto work = [shelf = shelf_, before, limit](Connection& connection) -> Result<std::size_t> {
            meet_left_pictures(connection, *shelf, std::min(limit, pictures_offered));
            return forget_dated(connection, "awaits", "at", before, limit) + forget_early(connection, before, limit);
        };
        return shelf_->write(std::move(work));
    }

private:
    ShelfPtr shelf_;
};

}  // namespace

std::unique_ptr<PictureStore> make_pictures(ShelfPtr shelf) {
    return std::make_unique<MongoPictureStore>(std::move(shelf));
}

}  // namespace instante::authentication::mongo_store
