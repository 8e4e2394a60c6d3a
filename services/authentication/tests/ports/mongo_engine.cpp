#include "authentication/outbound/mongo/stores.hpp"
#include "authentication/tests/ports/adapters.hpp"
#include "mongo/testing/scratch.hpp"

namespace instante::authentication::testing {
namespace {

class MongoEngine final : public Engine {
public:
    MongoEngine() {
        auto indexes = mongo_indexes();
        for (auto& index : outbox_.indexes()) indexes.push_back(std::move(index));
        async::run(scratch_.database().create_indexes(std::move(indexes))).value();
        auto to_message = [this](const Announcement& announcement, const core::Trace&) { return render(announcement); };
        stores_ = make_mongo_stores({scratch_.database(), outbox_, to_message, ids_, clock_});
    }

private:
    outbox::Source& outbox() override { return outbox_; }

    mongo::testing::Scratch scratch_;
    core::FixedClock clock_{noon};
    core::IdGenerator ids_{clock_, 1};
    mongo::DocumentOutbox outbox_{scratch_.database(), ids_, clock_, {.collections = mongo_outbox_collections()}};
};

}  // namespace

std::unique_ptr<Engine> mongo() {
    return std::make_unique<MongoEngine>();
}

}  // namespace instante::authentication::testing
