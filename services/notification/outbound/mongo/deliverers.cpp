#include "notification/outbound/mongo/deliverers.hpp"

#include <random>

#include "mongo/update.hpp"
#include "notification/outbound/mongo/shelf.hpp"
#include "notification/ports/push_store.hpp"

namespace instante::notification::mongo_shelf {
namespace {

using mongo::Document;
using mongo::Update;

/// Five times as long as they should be silent.
constexpr auto silence_limit = 5 * PushStore::watch_every;
/// Who could not watch for so long knows nothing of the others: they could not have said anything either.
constexpr auto blindness_limit = 2 * PushStore::watch_every;

Holder new_holder() {
    std::random_device random;
    const auto high = static_cast<std::uint64_t>(random()) << 32;
    return static_cast<Holder>(((high | random()) >> 1) | 1);
}

}  // namespace

Deliverers::Deliverers() : self_(new_holder()) {}

std::vector<Holder> Deliverers::watch(mongo::Connection& connection, core::Timestamp now) {
    connection.update(deliverers, Document{{"_id", self_}}, Update{}.increment("beat", 1).document(), true);
    std::map<Holder, std::int64_t> beats;
    for (const auto& found : connection.find(deliverers, Document{{"_id", Document{{"$ne", self_}}}}))
        beats.emplace(found.view().integer("_id"), found.view().integer("beat"));
    std::vector<Holder> dead;
    for (const auto& [holder, beat] : silent_since_long(beats, now))
        if (connection.remove(deliverers, Document{{"_id", holder}, {"beat", beat}})) dead.push_back(holder);
    return dead;
}

std::map<Holder, std::int64_t> Deliverers::silent_since_long(const std::map<Holder, std::int64_t>& beats, core::Timestamp now) {
    const std::lock_guard lock{mutex_};
    const bool was_blind = !watched_ || now < *watched_ || now - *watched_ > blindness_limit;
    watched_ = now;
    if (was_blind) silences_.clear();
    std::erase_if(silences_, [&beats](const auto& each) { return !beats.contains(each.first); });
    std::map<Holder, std::int64_t> silent;
    for (const auto& [holder, beat] : beats) {
        const auto [known, is_new] = silences_.try_emplace(holder, Silence{beat, now});
        if (known->second.beat != beat) known->second = {beat, now};
        if (!is_new && now - known->second.since >= silence_limit) silent.emplace(holder, beat);
    }
    return silent;
}

}  // namespace instante::notification::mongo_shelf
