#include <map>
#include <utility>

#include "authentication/domain/search.hpp"
#include "authentication/outbound/mongo/search_documents.hpp"
#include "authentication/outbound/mongo/shelf.hpp"
#include "authentication/outbound/mongo/user_documents.hpp"

namespace instante::authentication::mongo_store {

namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;
using PersonPage = core::Page<Person, std::uint64_t>;

/// Who holds all pieces. That is not yet to be found: they may stand apart, or have been in a name that is no more.
struct Candidate {
    std::uint64_t place = 0;
    UserId user;
};

Document match(const Document& filter) {
    return {{"$match", filter}};
}

/// Those who hold a piece and whose place is one of `places`, in the order of the index.
Array holders(const std::string& piece, const Document& places) {
    return {match(Document{{"pieces", piece}, {"place", places}}), Document{{"$sort", Document{{"place", 1}}}}};
}

/// One search. It looks at `entries` entries of the index at a time, a few times.
class Finding {
public:
    Finding(Connection& connection, const std::vector<std::string>& words, std::size_t entries)
        : connection_(connection), words_(words), pieces_(search_pieces(words)), entries_(entries) {}

    /// Walks from the most popular after `after` on, until the page is full or there has been enough.
    PersonPage page(std::uint64_t after, std::size_t limit) {
        PersonPage page;
        auto last = after;
        for (int look = 0; look < looks; ++look) {
            const auto stretch = sparsest(last);
            const auto candidates = candidates_in(stretch, last, limit + 1);
            const auto found = found_of(candidates);
            for (const auto& candidate : candidates) {
                if (page.items.size() == limit) {
                    page.next = last;
                    return page;
                }
                last = candidate.place;
                if (const auto person = found.find(candidate.user); person != found.end()) page.items.push_back(person->second);
            }
            if (candidates.size() > limit) continue;
            if (!stretch.end) return page;
            last = *stretch.end;
        }
        page.next = last;
        return page;
    }

private:
    static constexpr int looks = 4;

    /// The next people of a piece, up to the place `end`; nothing: all who are left.
    struct Stretch {
        std::string piece;
        std::optional<std::uint64_t> end;
    };

    /// The piece whose next `entries_` people stand the farthest apart: who holds the others too is looked for among these.
    [[nodiscard]] Stretch sparsest(std::uint64_t after) const {
        Stretch longest{pieces_.front(), {}};
        if (pieces_.size() == 1) return longest;
        for (const auto& piece : pieces_) {
            const auto end = end_of(piece, after);
            if (!end) return {piece, {}};
            if (!longest.end || *end > *longest.end) longest = {piece, end};
        }
        return longest;
    }

    /// The place of the last of a piece's next `entries_` people, if there are so many. The index alone is read.
    [[nodiscard]] std::optional<std::uint64_t> end_of(const std::string& piece, std::uint64_t after) const {
        auto stages = holders(piece, Document{{"$gt", after}});
        stages.add(Document{{"$skip", entries_ - 1}}).add(Document{{"$limit", 1}});
        stages.add(Document{{"$project", Document{{"_id", 0}, {"place", 1}}}});
        const auto found = connection_.aggregate(searches, stages);
        if (found.empty()) return std::nullopt;
        return found.front().view().number("place");
    }

    /// The first `limit` of a stretch who hold all pieces.
    [[nodiscard]] std::vector<Candidate> candidates_in(const Stretch& stretch, std::uint64_t after, std::size_t limit) const {
        Document places{{"$gt", after}};
        if (stretch.end) places.add("$lte", *stretch.end);
        auto stages = holders(stretch.piece, places);
        Array others;
        for (const auto& piece : pieces_)
            if (piece != stretch.piece) others.add(piece);
        if (!others.empty()) {
            // A bound, whoever comes meanwhile; and it keeps the server from walking by one of the others.
            stages.add(Document{{"$limit", entries_}});
            stages.add(match(Document{{"pieces", Document{{"$all", others}}}}));
        }
        stages.add(Document{{"$limit", limit}}).add(Document{{"$project", Document{{"place", 1}}}});
        std::vector<Candidate> candidates;
        for (const auto& each : connection_.aggregate(searches, stages))
            candidates.push_back({each.view().number("place"), each.view().id<UserId>("_id")});
        return candidates;
    }

    /// Those of `candidates` whom the words find, as they are now.
    [[nodiscard]] std::map<UserId, Person> found_of(const std::vector<Candidate>& candidates) const {
        std::vector<UserId> ids;
        ids.reserve(candidates.size());
        for (const auto& each : candidates) ids.push_back(each.user);
        std::map<UserId, Person> found;
        for (const auto& each : find_active(connection_, ids, Document{{"username", 1}, {"name", 1}, {"image_key", 1}})) {
            auto person = to_person(each.view());
            if (is_found_by(search_text(person.username, person.name), words_)) found.emplace(person.id, std::move(person));
        }
        return found;
    }

    Connection& connection_;
    const std::vector<std::string>& words_;
    std::vector<std::string> pieces_;
    std::size_t entries_;
};

class MongoSearchStore final : public SearchStore {
public:
    MongoSearchStore(ShelfPtr shelf, std::size_t entries) : shelf_(std::move(shelf)), entries_(entries) {}

    Task<Result<PersonPage>> find(std::vector<std::string> words, std::optional<std::uint64_t> after,
                                  std::size_t limit) override {
        auto work = [words = std::move(words), after, limit, entries = entries_](Connection& connection) -> Result<PersonPage> {
            if (words.empty()) return PersonPage{};
            return Finding{connection, words, entries}.page(after.value_or(0), limit);
        };
        return shelf_->read(std::move(work));
    }

    /// Brings up to date what a process that died has left behind.
    Task<Result<bool>> tend() override {
        auto work = [](Connection& connection) -> Result<bool> {
            return refresh_left(connection, people_at_once) == people_at_once;
        };
        return shelf_->read(work);
    }

private:
    static constexpr std::size_t people_at_once = 100;

    ShelfPtr shelf_;
    std::size_t entries_;
};

}  // namespace

std::unique_ptr<SearchStore> make_search(ShelfPtr shelf, std::size_t entries) {
    return std::make_unique<MongoSearchStore>(std::move(shelf), entries);
}

}  // namespace instante::authentication::mongo_store
