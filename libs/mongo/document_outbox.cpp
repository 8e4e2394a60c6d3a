#include "mongo/document_outbox.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace instante::mongo {
namespace {

/// Of messages without a document of their own; such a document goes when it is empty.
constexpr const char* alone = "outbox";
/// Sequences are made before their documents are written: how far behind the newest one a look goes back.
constexpr std::chrono::seconds overtaking{10};
/// Looks at one collection for one batch, should many documents be another process's.
constexpr int rounds = 16;
constexpr unsigned time_shift = core::id_node_bits + core::id_sequence_bits;

Document enclosed(std::uint64_t sequence, const bus::Outgoing& outgoing) {
    const auto& message = outgoing.message;
    Document entry{{"seq", sequence},
                   {"events", outgoing.address.to == bus::Address::To::events},
                   {"to", outgoing.address.name},
                   {"id", message.id},
                   {"type", message.type},
                   {"body", message.body},
                   {"at", message.timestamp}};
    const auto add = [&](std::string_view name, const std::string& text) {
        if (!text.empty()) entry.add(name, text);
    };
    add("correlation", message.correlation_id);
    add("reply_to", message.reply_to);
    add("request", message.trace.request_id);
    add("trace", message.trace.traceparent);
    return entry;
}

bus::Outgoing outgoing_of(const View& entry) {
    bus::Outgoing outgoing;
    outgoing.address.to = entry.boolean("events") ? bus::Address::To::events : bus::Address::To::queue;
    outgoing.address.name = entry.text("to");
    auto& message = outgoing.message;
    message.id = entry.text("id");
    message.type = entry.text("type");
    message.body = entry.text("body");
    message.timestamp = entry.time("at");
    message.correlation_id = entry.text("correlation");
    message.reply_to = entry.text("reply_to");
    message.trace.request_id = entry.text("request");
    message.trace.traceparent = entry.text("trace");
    return outgoing;
}

std::uint64_t node_of(std::uint64_t sequence) {
    return (sequence >> core::id_sequence_bits) & ((1u << core::id_node_bits) - 1);
}

/// Where an entry lies.
struct Place {
    std::size_t collection = 0;
    std::string document;  ///< `{_id: …}`, as bytes
};

struct Found {
    Place place;
    outbox::Entry entry;
};

/// What one look is for.
struct Look {
    std::uint64_t from = 0;
    std::size_t limit = 0;
    std::uint64_t node = 0;
    std::uint64_t left_before = 0;  ///< a sequence: what is older is anybody's
    std::vector<std::uint64_t> known;

    [[nodiscard]] bool wants(std::uint64_t sequence) const {
        return (node_of(sequence) == node || sequence < left_before) && !std::ranges::binary_search(known, sequence);
    }
};

void look_into(Connection& connection, const std::string& name, std::size_t index, const Look& look, std::vector<Found>& found) {
    auto from = look.from;
    std::size_t taken = 0;
    for (int round = 0; round < rounds && taken < look.limit; ++round) {
        const Document filter{{"outbox_at", Document{{"$gt", from}}}};
        const Reading reading{.sort = Document{{"outbox_at", 1}},
                              .limit = look.limit,
                              .projection = Document{{"outbox", 1}, {"outbox_at", 1}},
                              .majority = true};
        const auto documents = connection.find(name.c_str(), filter, reading);
        for (const auto& document : documents) {
            const auto view = document.view();
            from = view.number("outbox_at");
            const auto id = view.only("_id");
            for (const auto& entry : view.documents("outbox")) {
                const auto sequence = entry.number("seq");
                if (!look.wants(sequence)) continue;
                found.push_back({{index, std::string{id.bytes()}}, {sequence, outgoing_of(entry)}});
                ++taken;
            }
        }
        if (documents.size() < look.limit) return;
    }
}

/// Takes published entries out of one collection's documents.
void take_out(Connection& connection, const std::string& name,
              const std::map<std::string, std::vector<std::uint64_t>>& documents) {
    Batch pulls;
    Batch ends;
    for (const auto& [id, sequences] : documents) {
        const Document document{View{id}};
        const Document published{{"seq", Document{{"$in", Array::of(sequences)}}}};
        pulls.update_one(document, Update{}.pull("outbox", published).document());
        auto empty = document;
        empty.add("outbox", Document{{"$size", 0}});
        if (name == alone) {
            ends.remove_one(std::move(empty));
        } else {
            ends.update_one(std::move(empty), Update{}.unset("outbox").unset("outbox_at").document());
        }
    }
    connection.write(name.c_str(), pulls);
    connection.write(name.c_str(), ends);
}

std::shared_ptr<const std::vector<std::string>> with_own(std::vector<std::string> collections) {
    collections.emplace_back(alone);
    return std::make_shared<const std::vector<std::string>>(std::move(collections));
}

}  // namespace

Enclosures::Enclosures(core::IdGenerator& sequences, const std::vector<bus::Outgoing>& messages) {
    for (const auto& message : messages) {
        const auto sequence = sequences.next();
        if (first_ == 0) first_ = sequence;
        entries_.add(enclosed(sequence, message));
    }
}

void Enclosures::into(Document& inserted) const {
    if (empty()) return;
    inserted.add("outbox", entries_).add("outbox_at", first_);
}
void Enclosures::into(Update& update) const {
    if (empty()) return;
    update.push("outbox", entries_).min("outbox_at", first_);
}

struct DocumentOutbox::State {
    using Names = std::shared_ptr<const std::vector<std::string>>;
    Names collections;  ///< held by work that may outlive the outbox: who waited for it may have been cancelled
    std::chrono::milliseconds adopt_after;
    const core::Clock& clock;
    std::uint64_t node;

    std::mutex mutex;
    std::function<void()> wake;
    std::unordered_map<std::uint64_t, Place> given;  ///< handed out, not yet taken out of their documents
    std::vector<std::uint64_t> last_batch;

    /// The relay goes on from `after`: was the last batch published? What was not is handed out again.
    void settle(std::uint64_t after) {
        if (after == 0) {
            given.clear();
        } else if (last_batch.empty() || last_batch.back() != after) {
            for (const auto sequence : last_batch) given.erase(sequence);
        }
        last_batch.clear();
    }

    Look look_from(std::uint64_t after, std::size_t limit) {
        const auto margin = static_cast<std::uint64_t>(std::chrono::milliseconds{overtaking}.count()) << time_shift;
        Look look{.from = after > margin ? after - margin : 0,
                  .limit = limit,
                  .node = node,
                  .left_before = core::first_id_at(clock.now() - adopt_after),
                  .known = {}};
        look.known.reserve(given.size());
        for (const auto& [sequence, place] : given) look.known.push_back(sequence);
        std::ranges::sort(look.known);
        return look;
    }

    std::vector<outbox::Entry> hand_out(std::vector<Found> found, std::size_t limit) {
        std::ranges::sort(found, {}, [](const Found& each) { return each.entry.sequence; });
        if (found.size() > limit) found.resize(limit);
        std::vector<outbox::Entry> entries;
        entries.reserve(found.size());
        for (auto& each : found) {
            last_batch.push_back(each.entry.sequence);
            given.insert_or_assign(each.entry.sequence, std::move(each.place));
            entries.push_back(std::move(each.entry));
        }
        return entries;
    }
};

DocumentOutbox::DocumentOutbox(Database& database, core::IdGenerator& sequences, const core::Clock& clock, Options options)
    : database_(database),
      sequences_(sequences),
      state_(new State{.collections = with_own(std::move(options.collections)),
                       .adopt_after = options.adopt_after,
                       .clock = clock,
                       .node = node_of(sequences.next()),
                       .mutex = {},
                       .wake = {},
                       .given = {},
                       .last_batch = {}}) {}
DocumentOutbox::~DocumentOutbox() = default;

void DocumentOutbox::append(Connection& connection, const std::vector<bus::Outgoing>& messages) const {
    const auto enclosures = enclose(messages);
    if (enclosures.empty()) return;
    Document document{{"_id", enclosures.first()}};
    enclosures.into(document);
    connection.insert(alone, document);
}

void DocumentOutbox::on_added(std::function<void()> wake) {
    const std::lock_guard lock{state_->mutex};
    state_->wake = std::move(wake);
}

void DocumentOutbox::added() const {
    std::function<void()> wake;
    {
        const std::lock_guard lock{state_->mutex};
        wake = state_->wake;
    }
    if (wake) wake();
}

std::vector<Index> DocumentOutbox::indexes() const {
    std::vector<Index> all;
    for (const auto& name : *state_->collections) all.push_back({name.c_str(), Document{{"outbox_at", 1}}, true});
    return all;
}

Task<Result<std::vector<outbox::Entry>>> DocumentOutbox::pending(std::uint64_t after, std::size_t limit) {
    Look look;
    {
        const std::lock_guard lock{state_->mutex};
        state_->settle(after);
        look = state_->look_from(after, limit);
    }
    auto read = [look = std::move(look),
                 collections = state_->collections](Connection& connection) -> Result<std::vector<Found>> {
        std::vector<Found> found;
        for (std::size_t i = 0; i < collections->size(); ++i) look_into(connection, collections->at(i), i, look, found);
        return found;
    };
    auto found = co_await database_.run(std::move(read));
    if (!found) co_return found.error();
    const std::lock_guard lock{state_->mutex};
    co_return state_->hand_out(std::move(*found), limit);
}

Task<Result<void>> DocumentOutbox::published(std::vector<std::uint64_t> sequences) {
    std::map<std::size_t, std::map<std::string, std::vector<std::uint64_t>>> places;
    {
        const std::lock_guard lock{state_->mutex};
        for (const auto sequence : sequences)
            if (const auto found = state_->given.find(sequence); found != state_->given.end())
                places[found->second.collection][found->second.document].push_back(sequence);
    }
    auto forget = [places = std::move(places), collections = state_->collections](Connection& connection) -> Result<void> {
        for (const auto& [index, documents] : places) take_out(connection, collections->at(index), documents);
        return {};
    };
    auto outcome = co_await database_.run(std::move(forget));
    if (!outcome) co_return outcome;
    const std::lock_guard lock{state_->mutex};
    for (const auto sequence : sequences) state_->given.erase(sequence);
    co_return outcome;
}

}  // namespace instante::mongo
