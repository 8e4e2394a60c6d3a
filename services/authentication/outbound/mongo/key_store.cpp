#include <algorithm>
#include <tuple>
#include <utility>

#include "authentication/outbound/mongo/shelf.hpp"
#include "mongo/update.hpp"

namespace instante::authentication::mongo_store {

namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;
using mongo::Update;

/// All keys lie in one document, so that of several processes that make a new one at the same time one is the first.
struct KeyRing {
    std::vector<StoredKey> keys;  ///< oldest first
    std::int64_t revision = 0;    ///< zero: not stored yet
};

const Document& the_ring() {
    static const Document filter{{"_id", "keys"}};
    return filter;
}

KeyRing ring_in(Connection& connection) {
    KeyRing ring;
    const auto found = connection.find_one(signing_keys, the_ring());
    if (!found) return ring;
    ring.revision = found->view().integer("revision");
    for (const auto& key : found->view().documents("keys"))
        ring.keys.push_back({key.text("kid"), key.text("seed"), key.time("created_at")});
    return ring;
}

/// Whether it was still as it had been read.
bool store(Connection& connection, const KeyRing& ring) {
    Array keys;
    for (const auto& key : ring.keys) keys.add(Document{{"kid", key.kid}, {"seed", key.seed}, {"created_at", key.created_at}});
    if (ring.revision == 0) {
        auto first = the_ring();
        return connection.insert(signing_keys, first.add("keys", keys).add("revision", 1));
    }
    auto same = the_ring();
    same.add("revision", ring.revision);
    return connection.update(signing_keys, same, Update{}.set("keys", keys).increment("revision", 1).document()).matched;
}

std::vector<StoredKey> rotated(std::vector<StoredKey> keys, const std::optional<StoredKey>& key, core::Timestamp unless_since,
                               const std::vector<std::string>& retired) {
    if (key && (keys.empty() || keys.back().created_at <= unless_since)) keys.push_back(*key);
    std::erase_if(keys, [&](const StoredKey& each) { return std::ranges::find(retired, each.kid) != retired.end(); });
    std::ranges::sort(keys, {}, [](const StoredKey& each) { return std::tie(each.created_at, each.kid); });
    return keys;
}

class MongoKeyStore final : public KeyStore {
public:
    explicit MongoKeyStore(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<std::vector<StoredKey>>> keys() override {
        auto work = [](Connection& connection) -> Result<std::vector<StoredKey>> { return ring_in(connection).keys; };
        return shelf_->read(work);
    }

    Task<Result<std::vector<StoredKey>>> rotate(std::optional<StoredKey> key, core::Timestamp unless_since,
                                                std::vector<std::string> retired) override {
        auto work = [key = std::move(key), unless_since,
                     retired = std::move(retired)](Connection& connection) -> Result<std::vector<StoredKey>> {
            for (;;) {
                const auto before = ring_in(connection);
                const KeyRing after{rotated(before.keys, key, unless_since, retired), before.revision};
                if (after.keys == before.keys || store(connection, after)) return after.keys;
            }
        };
        return shelf_->read(std::move(work));
    }

private:
    ShelfPtr shelf_;
};

}  // namespace

std::unique_ptr<KeyStore> make_keys(ShelfPtr shelf) {
    return std::make_unique<MongoKeyStore>(std::move(shelf));
}

}  // namespace instante::authentication::mongo_store
