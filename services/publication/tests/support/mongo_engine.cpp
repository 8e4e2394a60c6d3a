#include "mongo/testing/scratch.hpp"
#include "publication/outbound/messages/announcer.hpp"
#include "publication/outbound/mongo/stores.hpp"
#include "publication/tests/support/engine.hpp"
#include "publication/tests/support/stories.hpp"

namespace instante::publication::testing {
namespace {

class MongoEngine final : public Engine {
public:
    MongoEngine() {
        auto indexes = mongo_indexes();
        for (auto& index : outbox_.indexes()) indexes.push_back(std::move(index));
        async::run(scratch_.database().create_indexes(std::move(indexes))).value();
    }
    Stores& stores() override { return stores_; }
    outbox::Source& outbox() override { return outbox_; }

private:
    mongo::testing::Scratch scratch_;
    core::FixedClock clock_{noon};
    core::IdGenerator ids_{clock_, 1};
    mongo::DocumentOutbox outbox_{scratch_.database(), ids_, clock_, {.collections = mongo_outbox_collections()}};
    Stores stores_ = make_mongo_stores(scratch_.database(), outbox_, Announcer{clock_});
};

}  // namespace

std::unique_ptr<Engine> make_mongo_engine() {
    return std::make_unique<MongoEngine>();
}

}  // namespace instante::publication::testing
