#include <utility>

#include "publication/outbound/mongo/feed.hpp"
#include "publication/outbound/mongo/shelf.hpp"
#include "publication/outbound/mongo/spreading.hpp"

namespace instante::publication::mongo_shelf {
namespace {

using mongo::Connection;
using mongo::Document;

class MongoTimelines final : public Timelines {
public:
    explicit MongoTimelines(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<ListedPage>> page(UserId viewer, PublicationId before, std::size_t limit) override {
        auto work = [viewer, before, limit](Connection& connection) -> Result<ListedPage> {
            return read_feed(connection, viewer, before, limit);
        };
        return shelf_->read(work);
    }

    Task<Result<std::vector<FanOut>>> pending(std::size_t limit) override {
        auto work = [limit](Connection& connection) -> Result<std::vector<FanOut>> {
            const auto found = connection.find(
                publications, Document{{"spreads", Document{{"$gt", 0}}}},
                {.sort = Document{{"spreads", 1}}, .limit = limit, .projection = Document{{"owner", 1}, {"after", 1}}});
            std::vector<FanOut> all;
            for (const auto& document : found) {
                const auto view = document.view();
                all.push_back({view.id<PublicationId>("_id"), view.id<UserId>("owner"), view.id<UserId>("after")});
            }
            return all;
        };
        return shelf_->read(work);
    }

    Task<Result<bool>> advance(FanOut fan_out, std::size_t chunk) override {
        auto work = [fan_out, chunk](Connection& connection) -> Result<bool> {
            return spread_on(connection, fan_out.publication, chunk);
        };
        return shelf_->write(work);
    }

private:
    ShelfPtr shelf_;
};

}  // namespace

std::unique_ptr<Timelines> make_timelines(ShelfPtr shelf) {
    return std::make_unique<MongoTimelines>(std::move(shelf));
}

}  // namespace instante::publication::mongo_shelf
